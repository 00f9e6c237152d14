// One message, structured: patient, sender and signature, text, attachments. Owned by a MessagePlace.
#pragma once

#include <QScrollArea>

#include "app/services/preview.h"
#include "ui/places/place.h"

namespace medveil::ui {

class MessageView final : public QScrollArea {
    Q_OBJECT
  public:
    MessageView(app::SessionLane& lane, Banner& banner, QWidget* parent = nullptr);
    void showMessage(const app::MessageDetail& message);
    void showNothing(app::Folder folder);
    /// What is shown has its width before the list beside it has.
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    /// The message that was shown is no longer in the vault.
    void removed();

  private:
    QWidget* removal(std::int64_t number);
    QWidget* facts(const app::MessageDetail& message);
    QWidget* attachments(const app::MessageDetail& message);
    void save(std::int64_t number, std::size_t index, const QString& name);
    void saveTo(std::int64_t number, std::size_t index, const QString& path);
    void view(std::int64_t number, std::size_t index, const QString& name, QVBoxLayout* into);
    void showPreview(const app::AttachmentPreview& preview, const QString& name, QVBoxLayout& into);
    app::SessionLane& m_lane;
    Banner& m_banner;
};

}  // namespace medveil::ui
