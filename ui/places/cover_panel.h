// How a message travels: as a sealed file, or hidden in a picture or sound, and what that would do to it. A
// part of the Compose place, which owns it; the window's thread, all work on the session's lane.
#pragma once

#include <QPushButton>
#include <functional>
#include <optional>

#include "app/services/compose.h"
#include "ui/places/place.h"

namespace medveil::ui {

/// How full a cover gets: what is safe, what fits, and what the message takes.
class CapacityBar final : public QWidget {
    Q_OBJECT
  public:
    CapacityBar();
    void show(std::uint64_t message, std::uint64_t safe, std::uint64_t fit);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    double m_message = 0;  ///< shares of the bar
    double m_safe = 0;
    bool m_beyondSafe = false;
};

class CoverPanel final : public QWidget {
    Q_OBJECT
  public:
    /// `letter` gives what is written now; `ready` says whether anybody is to receive it.
    CoverPanel(app::SessionLane& lane, std::function<app::Letter()> letter, std::function<bool()> ready);

    const std::optional<base::Path>& cover() const { return m_cover; }
    void setCover(std::optional<base::Path> cover);
    /// Of several, the one that hides most safely and was not used before.
    void choose(const QStringList& candidates);
    /// Writes a new cover, made of a photograph or a recording, and takes it.
    void make(const QString& source, const QString& cover);
    /// The letter changed: sizes are asked for again.
    void refresh();

  Q_SIGNALS:
    void changed();
    void failed(const medveil::base::Error& error);

  private:
    void chooseFiles();
    void makeOne();
    void makeFrom(const QString& source);
    void showPreview(const app::CoverPreview& preview);
    void rehearse();
    void hideRehearsal();

    app::SessionLane& m_lane;
    std::function<app::Letter()> m_letter;
    std::function<bool()> m_ready;
    std::optional<base::Path> m_cover;
    QString m_advice;
    QLabel* m_text;
    QPushButton* m_remove;
    QPushButton* m_look;
    CapacityBar* m_bar;
    QLabel* m_verdict;
    QLabel* m_picture;
    QLabel* m_difference;
    QWidget* m_pictures;
    unsigned m_request = 0;
};

}  // namespace medveil::ui
