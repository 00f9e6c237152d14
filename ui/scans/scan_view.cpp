#include "ui/scans/scan_view.h"

#include <cmath>

#include "app/messages/error_text.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

namespace {

constexpr int kCineMilliseconds = 66;  // 15 pictures a second
constexpr std::size_t kReadAhead = 6;

/// Where two pictures differ, ten times as strong, on black.
QImage differenceOf(const app::ScanPicture& one, const app::ScanPicture& other) {
    if (one.width != other.width || one.height != other.height || one.channels != other.channels)
        return {};
    constexpr int kGain = 10;
    app::ScanPicture difference = one;
    for (std::size_t i = 0; i < difference.pixels.size(); ++i)
        difference.pixels[i] = static_cast<std::uint8_t>(
            std::min(255, kGain * std::abs(int{one.pixels[i]} - int{other.pixels[i]})));
    return asImage(difference);
}

}  // namespace

struct ScanView::Rendered {
    std::shared_ptr<const app::ScanSlice> slice;
    QImage other;
};

ScanView::ScanView() : m_canvas(new ScanCanvas), m_bar(new QScrollBar(Qt::Vertical)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_canvas, 1);
    row->addWidget(m_bar);
    m_bar->setAccessibleName(tr("Image in the series"));
    m_bar->hide();
    setFocusProxy(m_canvas);
    connect(m_bar, &QScrollBar::valueChanged, this, [this](int value) {
        const auto steps = value - static_cast<int>(m_position);
        if (steps != 0)
            step(steps);
    });
    connect(m_canvas, &ScanCanvas::stepped, this, &ScanView::step);
    connect(m_canvas, &ScanCanvas::windowDragged, this, &ScanView::dragWindow);
    m_cine.setInterval(kCineMilliseconds);
    connect(&m_cine, &QTimer::timeout, this, [this] {
        // A picture that takes longer is waited for: none is left out.
        if (m_stack && !m_busy)
            goTo(m_position + 1 < m_stack->count() ? m_position + 1 : 0);
    });
    m_canvas->showNothing(tr("Open scans, or drop them here."));
}

void ScanView::open(std::shared_ptr<app::ScanStack> stack, std::size_t position) {
    ++m_generation;
    m_lane.cancelAll();
    m_busy = m_again = false;
    m_stack = std::move(stack);
    m_original.reset();
    m_comparison = Comparison::kNone;
    m_canvas->setOther({}, Comparison::kNone);
    m_cine.stop();
    m_look = {};
    m_position = position;
    m_ahead = 0;
    // Nothing of the old patient stays on the screen while the new one loads.
    m_canvas->showNothing(m_stack ? tr("Opening…") : tr("Open scans, or drop them here."));
    const QSignalBlocker quiet(m_bar);
    m_bar->setRange(0, m_stack ? static_cast<int>(m_stack->count()) - 1 : 0);
    m_bar->setValue(static_cast<int>(position));
    m_bar->setVisible(m_stack && m_stack->count() > 1);
    request();
}

void ScanView::compare(std::shared_ptr<app::ScanStack> original, Comparison how) {
    if (original)
        m_original = std::move(original);
    m_comparison = m_original ? how : Comparison::kNone;
    if (m_comparison == Comparison::kNone)
        m_canvas->setOther({}, Comparison::kNone);
    request();
}

void ScanView::goTo(std::size_t position) {
    if (!m_stack)
        return;
    position = std::min(position, m_stack->count() - 1);
    if (position == m_position)
        return;
    m_direction = position > m_position ? 1 : -1;
    m_position = position;
    m_ahead = 0;
    const QSignalBlocker quiet(m_bar);
    m_bar->setValue(static_cast<int>(position));
    request();
}

void ScanView::step(int steps) {
    if (!m_stack)
        return;
    const auto last = static_cast<qint64>(m_stack->count()) - 1;
    const auto wanted = std::clamp<qint64>(static_cast<qint64>(m_position) + steps, 0, last);
    const auto moved = static_cast<int>(wanted - static_cast<qint64>(m_position));
    goTo(static_cast<std::size_t>(wanted));
    if (moved != 0)
        Q_EMIT stepped(moved);
}

void ScanView::setWindow(std::optional<app::ScanWindow> window) {
    m_look.window = std::move(window);
    request();
}

void ScanView::invert() {
    m_look.inverted = !m_look.inverted;
    request();
}

void ScanView::reset() {
    m_look = {};
    m_canvas->resetView();
    request();
}

void ScanView::play(bool running) {
    if (running && m_stack && m_stack->count() > 1)
        m_cine.start();
    else
        m_cine.stop();
}

void ScanView::dragWindow(double right, double down) {
    const auto* slice = m_canvas->slice();
    if (slice == nullptr || slice->picture.channels != 1)
        return;
    auto window = m_look.window.value_or(slice->picture.window);
    // The wider the window, the coarser the step: a hand's breadth doubles it.
    const double unit = std::abs(window.width) / 200;
    // Values may be large or small, so there is no least width, only a least step.
    window.width = std::max(window.width / 2, window.width + right * unit);
    window.centre += down * unit;
    if (window.shape == imaging::WindowShape::kTable)
        window.shape = imaging::WindowShape::kLinear;
    setWindow(window);
}

void ScanView::request() {
    if (!m_stack)
        return;
    if (m_busy) {
        m_again = true;
        return;
    }
    m_busy = true;
    m_lane.run(
        this,
        [stack = m_stack, original = m_original, how = m_comparison, position = m_position,
         look = m_look](base::TaskContext& task) -> base::Result<Rendered> {
            MEDVEIL_ASSIGN(app::ScanSlice slice, stack->slice(position, look, task));
            Rendered rendered;
            if (how != Comparison::kNone && original && position < original->count()) {
                // The same window for both: a difference is one of values.
                MEDVEIL_ASSIGN(const app::ScanSlice before,
                               original->slice(position, {slice.picture.window, look.inverted}, task));
                rendered.other = how == Comparison::kSwipe ? asImage(before.picture)
                                                           : differenceOf(slice.picture, before.picture);
            }
            rendered.slice = std::make_shared<const app::ScanSlice>(std::move(slice));
            return rendered;
        },
        [this, generation = m_generation](base::Result<Rendered> rendered) {
            if (generation == m_generation)
                take(std::move(rendered));
        });
}

void ScanView::take(base::Result<Rendered> rendered) {
    m_busy = false;
    if (!rendered) {
        m_cine.stop();
        const auto text = app::errorText(rendered.error().code);
        m_canvas->showNothing(text.title + u'\n' + text.explanation);
        Q_EMIT failed(rendered.error());
    } else {
        m_canvas->setOther(rendered->other, m_comparison);
        m_canvas->show(std::move(rendered->slice), m_stack->count());
        Q_EMIT shown();
    }
    if (std::exchange(m_again, false))
        request();
    else if (rendered)
        readAhead();
}

void ScanView::readAhead() {
    if (m_ahead >= kReadAhead)
        return;
    ++m_ahead;
    const auto next = static_cast<qint64>(m_position) + m_direction * static_cast<qint64>(m_ahead);
    if (next < 0 || next >= static_cast<qint64>(m_stack->count()))
        return;
    m_busy = true;
    m_lane.run(
        this,
        [stack = m_stack, next = static_cast<std::size_t>(next)](base::TaskContext& task) {
            (void)stack->decode(next, task);
            return 0;
        },
        [this, generation = m_generation](int) {
            if (generation != m_generation)
                return;
            m_busy = false;
            if (std::exchange(m_again, false))
                request();
            else
                readAhead();
        });
}

}  // namespace medveil::ui
