#include "ui/places/message_view.h"

#include <QCoreApplication>
#include <QFormLayout>
#include <QLocale>
#include <QPointer>
#include <QScrollBar>

#include "app/services/mailbox.h"
#include "app/services/preview.h"
#include "app/services/saving.h"
#include "ui/places/message_model.h"
#include "ui/theme/theme.h"
#include "ui/widgets/file_question.h"
#include "ui/widgets/secret_clipboard.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {
// Free functions name the context in full: lupdate does not find it by the class.

QString vouching(const app::MessageDetail& message) {
    if (message.folder == app::Folder::kSent)
        return QCoreApplication::translate("medveil::ui::MessageView", "You");
    switch (message.sender.trust) {
        case app::Trust::kVerified:
            return QCoreApplication::translate(
                       "medveil::ui::MessageView",
                       "The signature holds. You compared this person's safety number on %1.")
                .arg(dayText(message.sender.verifiedAt));
        case app::Trust::kUnverified:
            return QCoreApplication::translate(
                "medveil::ui::MessageView",
                "The signature holds, but nobody has compared this person's safety number yet.");
        case app::Trust::kChanged:
            return QCoreApplication::translate(
                "medveil::ui::MessageView",
                "The signature holds for the key known so far. A different key has turned up since: compare "
                "the safety number.");
        case app::Trust::kOtherwise:
            return QCoreApplication::translate("medveil::ui::MessageView",
                                               "The signature holds. You compared this person's safety "
                                               "number under another name or with another "
                                               "key: look in People.");
    }
    return {};
}

QString hidingText(const app::MessageDetail& message) {
    switch (message.hiding) {
        case app::Hiding::kNone:
            return QCoreApplication::translate("medveil::ui::MessageView", "No, sent as a sealed file");
        case app::Hiding::kInline:
            return QCoreApplication::translate("medveil::ui::MessageView", "Yes, inside “%1”")
                .arg(isolated(toQt(message.coverName)));
        case app::Hiding::kTicket:
            return QCoreApplication::translate("medveil::ui::MessageView",
                                               "Its key was hidden in “%1”; the rest came as a sealed file")
                .arg(isolated(toQt(message.coverName)));
    }
    return {};
}
}  // namespace

MessageView::MessageView(app::SessionLane& lane, Banner& banner, QWidget* parent)
    : QScrollArea(parent), m_lane(lane), m_banner(banner) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Message"));
}

QSize MessageView::minimumSizeHint() const {
    constexpr int kMost = 440;
    const auto least = QScrollArea::minimumSizeHint();
    if (widget() == nullptr)
        return least;
    const int wanted = widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width();
    return {std::max(least.width(), std::min(kMost, wanted)), least.height()};
}

void MessageView::showNothing(app::Folder folder) {
    setWidget(folder == app::Folder::kInbox
                  ? emptyState(u"inbox"_s, tr("No message chosen"),
                               tr("Choose a message on the left. A picture or sound that came by e-mail or "
                                  "USB stick can be dropped anywhere on this window."))
                  : emptyState(u"sent"_s, tr("No message chosen"),
                               tr("Choose a message on the left to see who has received and read it.")));
    updateGeometry();
}

QWidget* MessageView::facts(const app::MessageDetail& message) {
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(24);
    form->setVerticalSpacing(8);
    form->setLabelAlignment(Qt::AlignLeading | Qt::AlignTop);
    const auto row = [&](const QString& name, const QString& text) {
        auto* value = label(text);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        value->setAccessibleName(name + u": "_s + text);
        auto* key = label(name, TextRole::kQuiet);
        key->setWordWrap(false);
        form->addRow(key, value);
    };
    const auto place = message.sender.facility.empty() ? QString() : u", "_s + toQt(message.sender.facility);
    row(tr("From"),
        toQt(message.sender.shown) + (message.sender.shown == message.sender.name ? place : QString()));
    if (!message.nameNow.empty())
        row(tr("Called today"), toQt(message.nameNow));
    row(tr("Signature"), vouching(message));
    for (const auto& person : message.recipients)
        row(tr("To"),
            message.folder == app::Folder::kSent
                ? tr("%1 – %2, %3")
                      .arg(isolated(toQt(person.name)), deliveryText(person.state), whenText(person.changed))
                : toQt(person.name));
    row(tr("Time"), momentText(message.time, QLocale::LongFormat));
    if (message.claimed != 0)
        row(tr("Sender's clock"),
            tr("%1 – far ahead of this machine's. The time above is when the message came.")
                .arg(momentText(message.claimed, QLocale::LongFormat)));
    row(tr("Hidden"), hidingText(message));
    row(tr("Sealed with"),
        message.suite == app::Suite::kAes256 ? tr("AES-256 with RSA-3072") : tr("ChaCha20 with X25519"));
    return card(form);
}

void MessageView::showMessage(const app::MessageDetail& message) {
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(24, 16, 24, 24);
    column->setSpacing(16);
    column->addWidget(patientBanner(message.patient));
    if (!message.otherPatientName.empty()) {
        auto* warning = new Banner;
        const auto who = message.otherNameSaidBy.empty() ? tr("your register of patients")
                                                         : isolated(toQt(message.otherNameSaidBy));
        warning->show(message.otherNameWeak ? Banner::Kind::kWarn : Banner::Kind::kBad,
                      tr("Two names for one patient number"),
                      tr("This message says “%1”. The number %2 is “%3” for %4. Find out who is meant before "
                         "you act on it.")
                          .arg(isolated(toQt(message.patient.name)), isolated(toQt(message.patient.id)),
                               isolated(toQt(message.otherPatientName)), who));
        column->addWidget(warning);
    }
    auto* text = label(toQt(message.text));
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->setAccessibleName(tr("Message text"));
    text->setMinimumHeight(60);
    text->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    auto* copy = button(tr("Copy text"));
    connect(copy, &QPushButton::clicked, this, [this, words = toQt(message.text)] {
        copySecret(words);
        m_banner.show(Banner::Kind::kInfo, tr("Copied for one minute"),
                      tr("The clipboard is cleared after that."));
    });
    auto* body = new QVBoxLayout;
    body->addWidget(text);
    body->addWidget(copy, 0, Qt::AlignLeading);
    column->addWidget(card(body));
    if (!message.attachments.empty())
        column->addWidget(attachments(message));
    column->addWidget(facts(message));
    column->addWidget(removal(message.number));
    column->addStretch();
    setWidget(page);
    updateGeometry();
}

/// Asked once more in its place: the first button only uncovers the second.
QWidget* MessageView::removal(std::int64_t number) {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins({});
    auto* ask = button(tr("Remove…"));
    ask->setAccessibleName(tr("Remove this message"));
    auto* really = button(tr("Remove this message and its attachments for good"));
    really->hide();
    connect(ask, &QPushButton::clicked, this, [ask, really] {
        ask->hide();
        really->show();
        really->setFocus();
    });
    connect(really, &QPushButton::clicked, this, [this, number] {
        m_lane.ask(
            this,
            [number](app::Session& session, base::TaskContext&) {
                return app::Mailbox(session).remove(number);
            },
            [this](base::Result<void> done) {
                if (done)
                    Q_EMIT removed();
                else
                    m_banner.showError(done.error());
            });
    });
    row->addWidget(ask);
    row->addWidget(really);
    row->addStretch();
    return box;
}

QWidget* MessageView::attachments(const app::MessageDetail& message) {
    auto* rows = new QVBoxLayout;
    rows->setSpacing(8);
    rows->addWidget(label(tr("Attachments"), TextRole::kHeading));
    for (std::size_t i = 0; i < message.attachments.size(); ++i) {
        const auto& attachment = message.attachments[i];
        const auto name = toQt(attachment.name);
        auto* row = new QHBoxLayout;
        row->addWidget(label(name), 1);
        row->addWidget(label(sizeText(attachment.size), TextRole::kQuiet));
        auto* look = button(tr("View"));
        look->setAccessibleName(tr("View %1").arg(name));
        auto* keep = button(tr("Save…"));
        keep->setAccessibleName(tr("Save %1").arg(name));
        row->addWidget(look);
        row->addWidget(keep);
        rows->addLayout(row);
        connect(keep, &QPushButton::clicked, this,
                [this, number = message.number, i, name] { save(number, i, name); });
        connect(look, &QPushButton::clicked, this,
                [this, number = message.number, i, name, rows] { view(number, i, name, rows); });
    }
    return card(rows);
}

void MessageView::save(std::int64_t number, std::size_t index, const QString& name) {
    askWhereToSave(this, tr("Save attachment"), toQt(app::nameForSaving(fromQt(name))), {},
                   [this, number, index](const QString& path) { saveTo(number, index, path); });
}

void MessageView::saveTo(std::int64_t number, std::size_t index, const QString& path) {
    m_lane.ask(
        this,
        [number, index, path = path.toStdString()](app::Session& session,
                                                   base::TaskContext& task) -> base::Result<void> {
            // The dialog has asked before replacing a file.
            return app::Mailbox(session).saveAttachment(number, index, path, task, base::IfThere::kReplace);
        },
        [this, path](base::Result<void> saved) {
            if (!saved)
                m_banner.showError(saved.error());
            else
                m_banner.show(Banner::Kind::kGood, tr("Saved"),
                              tr("%1 is no longer protected by Medveil. The export is in the audit log.")
                                  .arg(isolated(path)));
        });
}

void MessageView::view(std::int64_t number, std::size_t index, const QString& name, QVBoxLayout* into) {
    m_lane.ask(
        this,
        [number, index](app::Session& session, base::TaskContext& task) {
            return app::previewOfAttachment(session, number, index, task);
        },
        // Another message may be shown by then.
        [this, name, into = QPointer(into)](base::Result<app::AttachmentPreview> preview) {
            if (!preview)
                m_banner.showError(preview.error());
            else if (into)
                showPreview(*preview, name, *into);
        });
}

void MessageView::showPreview(const app::AttachmentPreview& preview, const QString& name, QVBoxLayout& into) {
    if (preview.text) {
        auto* words = label(toQt(*preview.text));
        words->setTextFormat(Qt::PlainText);
        words->setTextInteractionFlags(Qt::TextSelectableByMouse);
        words->setAccessibleName(tr("Text of %1").arg(name));
        into.addWidget(words);
        if (preview.cut)
            into.addWidget(
                label(tr("This is the beginning only. Save it to read the rest."), TextRole::kQuiet));
        return;
    }
    if (!preview.picture) {
        m_banner.show(Banner::Kind::kInfo, tr("This cannot be viewed here"),
                      tr("Pictures and plain text can. Save it to open it in another program."));
        return;
    }
    auto* picture = new QLabel;
    picture->setPixmap(QPixmap::fromImage(pictureOf(*preview.picture)));
    picture->setAccessibleName(tr("Picture %1").arg(name));
    into.addWidget(picture);
    into.addWidget(label(tr("Scaled for viewing; not for diagnosis."), TextRole::kQuiet));
}

}  // namespace medveil::ui
