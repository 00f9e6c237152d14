// One stack of images on the screen: asks for the picture that is wanted now, never for one that was passed
// over, and decodes the next ones while nobody waits. Owned by the Scans place; the window's thread, decoding
// on a lane of its own.
#pragma once

#include <QScrollBar>
#include <QTimer>

#include "app/jobs/lane.h"
#include "ui/scans/scan_canvas.h"

namespace medveil::ui {

class ScanView final : public QWidget {
    Q_OBJECT
  public:
    ScanView();

    /// Nothing: empty.
    void open(std::shared_ptr<app::ScanStack> stack, std::size_t position = 0);
    /// The stack before it was changed, picture by picture.
    void compare(std::shared_ptr<app::ScanStack> original, Comparison how);

    const std::shared_ptr<app::ScanStack>& stack() const { return m_stack; }
    std::size_t position() const { return m_position; }
    void goTo(std::size_t position);
    void step(int steps);

    const app::ScanLook& look() const { return m_look; }
    void setWindow(std::optional<app::ScanWindow> window);
    void invert();
    void reset();
    void play(bool running);
    bool isPlaying() const { return m_cine.isActive(); }

    ScanCanvas& canvas() { return *m_canvas; }
    app::Lane& lane() { return m_lane; }

  Q_SIGNALS:
    /// A picture is on the screen.
    void shown();
    /// The person went to another one: for views that follow.
    void stepped(int steps);
    void failed(const medveil::base::Error& error);

  private:
    struct Rendered;
    void request();
    void take(base::Result<Rendered> rendered);
    void readAhead();
    void dragWindow(double right, double down);

    app::Lane m_lane;
    std::shared_ptr<app::ScanStack> m_stack;     ///< its pictures are made on the lane only
    std::shared_ptr<app::ScanStack> m_original;  ///< to compare with
    Comparison m_comparison = Comparison::kNone;
    ScanCanvas* m_canvas;
    QScrollBar* m_bar;
    QTimer m_cine;
    app::ScanLook m_look;
    std::size_t m_position = 0;
    std::size_t m_ahead = 0;
    int m_direction = 1;
    unsigned m_generation = 0;
    bool m_busy = false;
    bool m_again = false;
};

}  // namespace medveil::ui
