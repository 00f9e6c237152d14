// One message, structured: patient, sender and signature, text, attachments. Owned by a MessagePlace.
#pragma once

#include <QScrollArea>

#include "ui/places/place.h"

namespace medveil::ui {

class MessageView final : public QScrollArea {
    Q_OBJECT
  public:
    MessageView(app::SessionLane& lane, Banner& banner, QWidget* parent = nullptr);
    void showMessage(const app::MessageDetail& message);
    void showNothing(app::Folder folder);

  private:
    QWidget* facts(const app::MessageDetail& message);
    QWidget* attachments(const app::MessageDetail& message);
    void save(std::int64_t number, std::size_t index, const QString& name);
    void view(std::int64_t number, std::size_t index, const app::AttachmentRow& attachment,
              QVBoxLayout* into);
    app::SessionLane& m_lane;
    Banner& m_banner;
};

}  // namespace medveil::ui
