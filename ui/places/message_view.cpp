#include "ui/places/message_view.h"

#include <QBuffer>
#include <QClipboard>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFormLayout>
#include <QGuiApplication>
#include <QImageReader>
#include <QLocale>
#include <QMimeData>
#include <QTimer>

#include "app/services/mailbox.h"
#include "ui/places/message_model.h"
#include "ui/theme/theme.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {
// Free functions name the context in full: lupdate does not find it by the class.
constexpr std::size_t kViewLimit = 64 * 1024 * 1024;
constexpr int kClipboardMilliseconds = 60'000;

QString vouching(const app::MessageDetail& message) {
    if (message.folder == app::Folder::kSent)
        return QCoreApplication::translate("medveil::ui::MessageView", "You");
    switch (message.sender.trust) {
        case app::Trust::kVerified:
            return QCoreApplication::translate(
                       "medveil::ui::MessageView",
                       "The signature holds. You compared this person's safety number on %1.")
                .arg(whenText(message.sender.verifiedAt));
        case app::Trust::kUnverified:
            return QCoreApplication::translate(
                "medveil::ui::MessageView",
                "The signature holds, but nobody has compared this person's safety number yet.");
        case app::Trust::kChanged:
            return QCoreApplication::translate(
                "medveil::ui::MessageView",
                "The signature holds for the key known so far. A different key has turned up since: compare "
                "the safety number.");
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

/// On the clipboard for a minute, and marked so that clipboard managers do not keep it.
void copySecret(const QString& text) {
    auto* data = new QMimeData;
    data->setText(text);
    data->setData(u"x-kde-passwordManagerHint"_s, "secret");
    QGuiApplication::clipboard()->setMimeData(data);
    QTimer::singleShot(kClipboardMilliseconds, qApp, [text] {
        if (QGuiApplication::clipboard()->text() == text)
            QGuiApplication::clipboard()->clear();
    });
}
}  // namespace

MessageView::MessageView(app::SessionLane& lane, Banner& banner, QWidget* parent)
    : QScrollArea(parent), m_lane(lane), m_banner(banner) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Message"));
}

void MessageView::showNothing(app::Folder folder) {
    setWidget(folder == app::Folder::kInbox
                  ? emptyState(u"inbox"_s, tr("No message chosen"),
                               tr("Choose a message on the left. A picture or sound that came by e-mail or "
                                  "USB stick can be dropped anywhere on this window."))
                  : emptyState(u"sent"_s, tr("No message chosen"),
                               tr("Choose a message on the left to see who has received and read it.")));
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
    row(tr("From"), toQt(message.sender.name) + place);
    row(tr("Signature"), vouching(message));
    for (const auto& person : message.recipients)
        row(tr("To"),
            message.folder == app::Folder::kSent
                ? tr("%1 – %2, %3")
                      .arg(isolated(toQt(person.name)), deliveryText(person.state), whenText(person.changed))
                : toQt(person.name));
    row(tr("Time"), QLocale().toString(QDateTime::fromMSecsSinceEpoch(message.time), QLocale::LongFormat));
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
        warning->show(
            Banner::Kind::kBad, tr("Two names for one patient number"),
            tr("This message says “%1”. Here, the number %2 belongs to “%3”. Find out who is meant before "
               "you act on it.")
                .arg(isolated(toQt(message.patient.name)), isolated(toQt(message.patient.id)),
                     isolated(toQt(message.otherPatientName))));
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
    column->addStretch();
    setWidget(page);
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
                [this, number = message.number, i, attachment, rows] { view(number, i, attachment, rows); });
    }
    return card(rows);
}

void MessageView::save(std::int64_t number, std::size_t index, const QString& name) {
    const auto path = QFileDialog::getSaveFileName(this, tr("Save attachment"), name);
    if (path.isEmpty())
        return;
    m_lane.ask(
        this,
        [number, index, path = path.toStdString()](app::Session& session,
                                                   base::TaskContext& task) -> base::Result<void> {
            // The dialog has asked before replacing a file.
            (void)base::systemFileSystem().removeFile(path);
            return app::Mailbox(session).saveAttachment(number, index, path, task);
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

void MessageView::view(std::int64_t number, std::size_t index, const app::AttachmentRow& attachment,
                       QVBoxLayout* into) {
    m_lane.ask(
        this,
        [number, index](app::Session& session, base::TaskContext&) {
            return app::Mailbox(session).attachmentBytes(number, index, kViewLimit);
        },
        [this, attachment, into](base::Result<base::WipedBytes> bytes) {
            if (!bytes) {
                m_banner.showError(bytes.error());
                return;
            }
            const auto raw = QByteArray::fromRawData(reinterpret_cast<const char*>(bytes->data()),
                                                     static_cast<qsizetype>(bytes->size()));
            if (attachment.mediaType == "text/plain") {
                auto* words = label(QString::fromUtf8(raw.left(200'000)));
                words->setTextInteractionFlags(Qt::TextSelectableByMouse);
                into->addWidget(words);
                return;
            }
            QBuffer buffer;
            buffer.setData(raw);
            QImageReader reader(&buffer);
            reader.setAutoTransform(true);
            const auto size = reader.size();
            if (!size.isValid() || qint64{size.width()} * size.height() > 40'000'000) {
                m_banner.show(Banner::Kind::kInfo, tr("This cannot be viewed here"),
                              tr("Pictures and plain text can. Save it to open it in another program."));
                return;
            }
            reader.setScaledSize(size.scaled(900, 600, Qt::KeepAspectRatio).boundedTo(size));
            auto* picture = new QLabel;
            picture->setPixmap(QPixmap::fromImageReader(&reader));
            picture->setAccessibleName(tr("Picture %1").arg(toQt(attachment.name)));
            into->addWidget(picture);
            into->addWidget(label(tr("Scaled for viewing; not for diagnosis."), TextRole::kQuiet));
        });
}

}  // namespace medveil::ui
