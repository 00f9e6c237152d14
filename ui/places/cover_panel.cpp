#include "ui/places/cover_panel.h"

#include <QDir>
#include <QLocale>
#include <QPainter>

#include "app/services/fresh_cover.h"
#include "app/services/preview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/file_question.h"
#include "ui/widgets/flow_layout.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::uint16_t kPreviewWidth = 280;
constexpr std::uint16_t kPreviewHeight = 210;
constexpr QSize kPreviewSize(kPreviewWidth, kPreviewHeight);

/// Changes in the accent colour over black, amplified until the densest is bright.
QImage differenceImage(const app::HidingPreview& preview) {
    QImage image(static_cast<int>(preview.mapWidth), static_cast<int>(preview.mapHeight),
                 QImage::Format_Grayscale8);
    for (int y = 0; y < image.height(); ++y)
        std::copy_n(preview.map.begin() + static_cast<std::ptrdiff_t>(y) * image.width(), image.width(),
                    image.scanLine(y));
    const bool sound = image.height() == 1;
    return image.scaled(kPreviewSize, sound ? Qt::IgnoreAspectRatio : Qt::KeepAspectRatio,
                        Qt::SmoothTransformation);
}

struct Rehearsed {
    app::HidingPreview preview;
    QImage picture;
    QImage difference;
};

QString riskText(app::HidingRisk risk) {
    switch (risk) {
        case app::HidingRisk::kHardToNotice:
            return CoverPanel::tr("Hard to notice, even for somebody who looks for it.");
        case app::HidingRisk::kExpertMayNotice:
            return CoverPanel::tr("An expert who looks for it may notice. A larger cover is better.");
        case app::HidingRisk::kEasyToNotice:
            return CoverPanel::tr("Easy to notice for somebody who looks for it. Choose another cover.");
    }
    return {};
}

}  // namespace

CapacityBar::CapacityBar() {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("How full the cover gets"));
}

void CapacityBar::show(std::uint64_t message, std::uint64_t safe, std::uint64_t fit) {
    const auto whole = static_cast<double>(std::max<std::uint64_t>({fit, message, 1}));
    m_message = static_cast<double>(message) / whole;
    m_safe = static_cast<double>(safe) / whole;
    m_beyondSafe = message > safe;
    setAccessibleDescription(tr("The message takes %1 of %2; up to %3 are hard to notice.")
                                 .arg(sizeText(message), sizeText(fit), sizeText(safe)));
    setToolTip(accessibleDescription());
    setVisible(true);
    update();
}

QSize CapacityBar::sizeHint() const {
    return {200, fontMetrics().height()};
}

void CapacityBar::paintEvent(QPaintEvent*) {
    const auto& colours = currentColours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF whole = QRectF(rect()).adjusted(0.5, 2.5, -0.5, -2.5);
    const auto part = [&](double share) {
        QRectF area = whole;
        area.setWidth(std::max(3.0, whole.width() * std::min(share, 1.0)));
        return layoutDirection() == Qt::RightToLeft ? area.translated(whole.width() - area.width(), 0) : area;
    };
    painter.setPen(colours.line);
    painter.setBrush(colours.surface);
    painter.drawRoundedRect(whole, 3, 3);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.goodSurface);
    painter.drawRoundedRect(part(m_safe), 3, 3);
    painter.setBrush(m_beyondSafe ? colours.warn : colours.good);
    auto message = part(m_message);
    message.adjust(0, whole.height() / 4, 0, -whole.height() / 4);
    painter.drawRoundedRect(message, 2, 2);
}

CoverPanel::CoverPanel(app::SessionLane& lane, std::function<app::Letter()> letter,
                       std::function<bool()> ready)
    : m_lane(lane),
      m_letter(std::move(letter)),
      m_ready(std::move(ready)),
      m_text(label({}, TextRole::kQuiet)),
      m_remove(button(tr("No cover"))),
      m_look(button(tr("Show what would change"))),
      m_bar(new CapacityBar),
      m_verdict(label({})),
      m_picture(new QLabel),
      m_difference(new QLabel),
      m_pictures(new QWidget) {
    auto* choose = button(tr("Hide in a picture or sound…"), u"hidden"_s);
    choose->setToolTip(tr("Choose several and the one that hides most safely is taken"));
    connect(choose, &QPushButton::clicked, this, &CoverPanel::chooseFiles);
    auto* make = button(tr("Make one from a photograph or recording…"));
    make->setToolTip(tr("A part of it, made smaller: a picture that nobody else has"));
    connect(make, &QPushButton::clicked, this, &CoverPanel::makeOne);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        setCover({});
        Q_EMIT changed();
    });
    connect(m_look, &QPushButton::clicked, this, &CoverPanel::rehearse);
    auto* row = new FlowLayout(6);
    row->addWidget(choose);
    row->addWidget(make);
    row->addWidget(m_remove);
    row->addWidget(m_look);
    auto* pictures = new QHBoxLayout(m_pictures);
    pictures->setContentsMargins(0, 0, 0, 0);
    for (const auto& [picture, title] : {std::pair{m_picture, tr("The cover")},
                                         std::pair{m_difference, tr("What would change, made visible")}}) {
        auto* column = new QVBoxLayout;
        column->addWidget(label(title, TextRole::kQuiet));
        picture->setAccessibleName(title);
        column->addWidget(picture);
        pictures->addLayout(column);
    }
    pictures->addStretch();
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addLayout(row);
    box->addWidget(m_text);
    box->addWidget(m_bar);
    box->addWidget(m_verdict);
    box->addWidget(m_pictures);
    refresh();
}

void CoverPanel::setCover(std::optional<base::Path> cover) {
    m_cover = std::move(cover);
    m_advice.clear();
    refresh();
}

void CoverPanel::chooseFiles() {
    const auto patterns = u"*.png *.jpg *.jpeg *.tif *.tiff *.bmp *.wav *.aif *.aiff *.flac"_s;
    askForFiles(this, tr("Choose a picture or sound, or several to pick the best of"),
                tr("Pictures and sounds (%1)").arg(patterns),
                [this](const QStringList& files) { choose(files); });
}

namespace {
const QStringList& soundEndings() {
    static const QStringList kSounds = {u"wav"_s, u"aif"_s, u"aiff"_s, u"flac"_s};
    return kSounds;
}
}  // namespace

void CoverPanel::makeOne() {
    const auto pictures = u"*.png *.jpg *.jpeg *.tif *.tiff"_s;
    askForFile(this, tr("The photograph or recording"),
               tr("Pictures and sounds (%1)").arg(pictures + u" *."_s + soundEndings().join(u" *."_s)),
               [this](const QString& source) { makeFrom(source); });
}

void CoverPanel::makeFrom(const QString& source) {
    const QFileInfo file(source);
    const bool sound = soundEndings().contains(file.suffix().toLower());
    const auto ending = sound ? u".flac"_s : u".png"_s;
    const auto suggestion = file.dir().filePath(file.completeBaseName() + tr("-cover") + ending);
    askWhereToSave(this, tr("The new cover"), suggestion,
                   (sound ? tr("Sounds (%1)") : tr("Pictures (%1)")).arg(u'*' + ending),
                   [this, source](const QString& cover) { make(source, cover); });
}

void CoverPanel::make(const QString& source, const QString& cover) {
    m_lane.ask(
        this,
        [from = base::Path(source.toStdString()), to = base::Path(cover.toStdString())](
            app::Session&, base::TaskContext& task) { return app::makeCover(from, to, task); },
        [this, cover](base::Result<void> made) {
            if (made)
                choose({cover});
            else
                Q_EMIT failed(made.error());
        });
}

void CoverPanel::choose(const QStringList& candidates) {
    if (candidates.isEmpty())
        return;
    if (candidates.size() == 1) {
        setCover(candidates.front().toStdString());
        Q_EMIT changed();
        return;
    }
    std::vector<base::Path> files;
    for (const auto& each : candidates)
        files.emplace_back(each.toStdString());
    m_text->setText(tr("Comparing %n covers…", nullptr, static_cast<int>(files.size())));
    const auto request = ++m_request;
    m_lane.ask(
        this,
        [files](app::Session& session, base::TaskContext& task) {
            return app::Compose(session).advise(files, task);
        },
        [this, request](base::Result<app::CoverAdvice> advice) {
            if (request != m_request)
                return;
            if (!advice) {
                Q_EMIT failed(advice.error());
                refresh();
                return;
            }
            m_cover = advice->best.file;
            m_advice.clear();
            if (advice->timesSafer >= 2)
                m_advice =
                    tr("Of those you chose this one is best: it hides %1 times as much safely as “%2”.")
                        .arg(QLocale().toString(static_cast<qulonglong>(advice->timesSafer)),
                             isolated(toQt(advice->worst.file.filename().string())));
            refresh();
            Q_EMIT changed();
        });
}

void CoverPanel::hideRehearsal() {
    m_verdict->hide();
    m_pictures->hide();
}

void CoverPanel::refresh() {
    const auto request = ++m_request;
    m_remove->setVisible(m_cover.has_value());
    m_look->setVisible(false);
    m_bar->setVisible(false);
    hideRehearsal();
    if (!m_cover) {
        m_text->setText(
            tr("Sent as a sealed file: everybody can see that something was sent, nobody can read it."));
        return;
    }
    if (!m_ready()) {
        m_text->setText(
            tr("“%1” is the cover. How much it holds is shown once you have chosen who should receive it.")
                .arg(isolated(toQt(m_cover->filename().string()))));
        return;
    }
    m_lane.ask(
        this,
        [draft = std::make_shared<app::Letter>(m_letter())](app::Session& session, base::TaskContext& task) {
            return app::Compose(session).preview(*draft, task);
        },
        [this, request](base::Result<app::CoverPreview> preview) {
            if (request != m_request)
                return;
            if (preview)
                showPreview(*preview);
            else
                Q_EMIT failed(preview.error());
        });
}

void CoverPanel::showPreview(const app::CoverPreview& preview) {
    const auto name = toQt(m_cover->filename().string());
    const bool inside = preview.hiding == app::Hiding::kInline;
    QStringList lines;
    lines << tr("“%1” holds %2; up to %3 are hard to notice.")
                 .arg(isolated(name), sizeText(preview.fitBytes), sizeText(preview.safeBytes));
    lines
        << (inside
                ? tr("The sealed message has %1: all of it goes inside.").arg(sizeText(preview.messageBytes))
                : tr("The sealed message has %1 and does not fit: its key goes inside, the rest "
                     "travels as a sealed file.")
                      .arg(sizeText(preview.messageBytes)));
    if (inside && preview.messageBytes > preview.safeBytes)
        lines << tr("That is more than this cover hides safely. A larger one is better.");
    if (preview.flat)
        lines << tr(
            "Much of it is flat or silent: changes may be noticed. A photograph with detail is better.");
    if (preview.usedBefore)
        lines << tr("It was used before: choose another.");
    if (!m_advice.isEmpty())
        lines << m_advice;
    m_text->setText(lines.join(u"\n"_s));
    m_bar->show(preview.hiddenBytes, preview.safeBytes, preview.fitBytes);
    m_look->setVisible(true);
}

void CoverPanel::rehearse() {
    const auto request = ++m_request;
    m_look->setEnabled(false);
    m_verdict->setText(tr("Hiding it in a copy to see…"));
    m_verdict->show();
    m_lane.ask(
        this,
        [draft = std::make_shared<app::Letter>(m_letter())](
            app::Session& session, base::TaskContext& task) -> base::Result<Rehearsed> {
            Rehearsed rehearsed;
            MEDVEIL_ASSIGN(rehearsed.preview, app::Compose(session).rehearse(*draft, task));
            // Sounds have none.
            MEDVEIL_ASSIGN(const auto picture,
                           app::previewOfFile(*draft->cover, kPreviewWidth, kPreviewHeight, task));
            if (picture)
                rehearsed.picture = pictureOf(*picture);
            rehearsed.difference = differenceImage(rehearsed.preview);
            return rehearsed;
        },
        [this, request](base::Result<Rehearsed> rehearsed) {
            m_look->setEnabled(true);
            if (request != m_request)
                return;
            if (!rehearsed) {
                hideRehearsal();
                Q_EMIT failed(rehearsed.error());
                return;
            }
            const auto& preview = rehearsed->preview;
            const auto share = 100.0 * static_cast<double>(preview.changed) /
                               static_cast<double>(std::max<std::uint64_t>(1, preview.capacity.samples));
            m_verdict->setText(tr("%1 % of it would change, each value by one step. %2")
                                   .arg(QLocale().toString(share, 'f', 2), riskText(preview.risk)));
            m_picture->setPixmap(QPixmap::fromImage(rehearsed->picture));
            m_picture->parentWidget()->setVisible(true);
            m_difference->setPixmap(QPixmap::fromImage(rehearsed->difference));
            m_pictures->show();
        });
}

}  // namespace medveil::ui
