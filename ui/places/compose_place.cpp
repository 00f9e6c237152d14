#include "ui/places/compose_place.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QFormLayout>
#include <QGuiApplication>
#include <QMimeData>
#include <QRegularExpression>
#include <QUrl>

#include "app/messages/error_text.h"
#include "app/services/contacts.h"
#include "app/services/pasted_picture.h"
#include "app/services/saving.h"
#include "ui/theme/theme.h"
#include "ui/widgets/file_question.h"
#include "ui/widgets/person_text.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

/// What another program offers as PNG or JPEG, as it is. Qt is never asked for a picture: it would decode one
/// here, with whatever plugins it finds.
base::WipedBytes pictureOnClipboard() {
    const auto* offered = QGuiApplication::clipboard()->mimeData();
    for (const auto& type : {u"image/png"_s, u"image/jpeg"_s}) {
        const auto bytes = offered == nullptr ? QByteArray() : offered->data(type);
        if (!bytes.isEmpty())
            return {bytes.cbegin(), bytes.cend()};
    }
    return {};
}

/// "picture-2.png" for the second one.
std::string numbered(const std::string& name, std::size_t number) {
    const auto ending = name.rfind('.');
    return name.substr(0, ending) + '-' + std::to_string(number) + name.substr(ending);
}

}  // namespace

ComposePlace::ComposePlace(app::SessionLane& lane)
    : Place(lane),
      m_recipients(new QListWidget),
      m_patientId(new QLineEdit),
      m_patientName(new QLineEdit),
      m_noPatient(new QCheckBox(tr("This message concerns no patient"))),
      m_patientAuthority(new QLineEdit),
      m_patients(new PatientCard(lane)),
      m_text(new QPlainTextEdit),
      m_attachments(new QListWidget),
      m_suite(new QComboBox),
      m_cover(new CoverPanel(
          lane, [this] { return letter(); }, [this] { return !chosen().empty(); })),
      m_send(primaryButton({})),
      m_insist(button(tr("Use it all the same"))) {
    setAcceptDrops(true);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(24, 16, 24, 24);
    column->setSpacing(16);
    column->addWidget(label(tr("New message"), TextRole::kTitle));
    column->addWidget(buildPeople());
    column->addWidget(buildPatient());
    column->addWidget(buildContent());
    column->addWidget(buildCover());
    auto* scroll = scrolled(content);
    scroll->setAccessibleName(tr("New message"));
    auto* actions = new QHBoxLayout;
    actions->setContentsMargins(24, 8, 24, 12);
    auto* discard = button(tr("Discard draft"));
    connect(discard, &QPushButton::clicked, this, &ComposePlace::clear);
    actions->addWidget(discard);
    actions->addStretch();
    actions->addWidget(m_insist);
    actions->addWidget(m_send);
    m_insist->hide();
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_banner);
    page->addWidget(scroll, 1);
    page->addLayout(actions);
    connect(m_send, &QPushButton::clicked, this, [this] { send(false); });
    connect(m_insist, &QPushButton::clicked, this, [this] { send(true); });
    m_later.setSingleShot(true);
    m_later.setInterval(1200);
    connect(&m_later, &QTimer::timeout, this, &ComposePlace::saveDraft);
    updateButton();
}

QWidget* ComposePlace::buildPeople() {
    m_recipients->setAccessibleName(tr("Recipients"));
    m_recipients->setMaximumHeight(140);
    m_recipients->setMinimumHeight(72);
    connect(m_recipients, &QListWidget::itemChanged, this, &ComposePlace::changed);
    auto* box = new QVBoxLayout;
    box->addWidget(label(tr("To"), TextRole::kHeading));
    box->addWidget(m_recipients);
    return card(box);
}

QWidget* ComposePlace::buildPatient() {
    m_patientId->setAccessibleName(tr("Patient number"));
    m_patientName->setAccessibleName(tr("Patient name"));
    m_patientAuthority->setAccessibleName(tr("Number given out by"));
    m_patientAuthority->setPlaceholderText(tr("this hospital"));
    auto* form = new QFormLayout;
    form->setVerticalSpacing(8);
    auto* heading = label(tr("Patient"), TextRole::kHeading);
    form->addRow(heading);
    form->addRow(tr("Patient number"), m_patientId);
    form->addRow(tr("Number given out by"), m_patientAuthority);
    form->addRow(tr("Patient name"), m_patientName);
    form->addRow(m_noPatient);
    form->addRow(m_patients);
    for (auto* field : {m_patientId, m_patientName, m_patientAuthority}) {
        connect(field, &QLineEdit::textChanged, this, &ComposePlace::patientChanged);
        connect(field, &QLineEdit::editingFinished, this, &ComposePlace::checkPatient);
    }
    connect(m_noPatient, &QCheckBox::toggled, this, [this](bool none) {
        for (auto* field : {m_patientId, m_patientName, m_patientAuthority})
            field->setEnabled(!none);
        patientChanged();
    });
    connect(m_patients, &PatientCard::changed, this, &ComposePlace::updateButton);
    connect(m_patients, &PatientCard::wantsPatient, this, &ComposePlace::setPatient);
    m_lookLater.setSingleShot(true);
    m_lookLater.setInterval(300);
    connect(&m_lookLater, &QTimer::timeout, this, &ComposePlace::checkPatient);
    return card(form);
}

QWidget* ComposePlace::buildContent() {
    m_text->setAccessibleName(tr("Confidential message"));
    m_text->setPlaceholderText(tr("Confidential message"));
    m_text->setMinimumHeight(120);
    m_text->setTabChangesFocus(true);
    connect(m_text, &QPlainTextEdit::textChanged, this, &ComposePlace::changed);
    m_attachments->setAccessibleName(tr("Attachments"));
    m_attachments->setMaximumHeight(96);
    m_attachments->hide();
    auto* add = button(tr("Attach files…"), u"attach"_s);
    auto* paste = button(tr("Paste a picture"));
    auto* remove = button(tr("Remove attachment"));
    connect(add, &QPushButton::clicked, this, [this] {
        askForFiles(this, tr("Attach files"), {}, [this](const QStringList& paths) { attach(paths); });
    });
    connect(paste, &QPushButton::clicked, this, &ComposePlace::pasteImage);
    connect(remove, &QPushButton::clicked, this, [this] {
        const int row = m_attachments->currentRow();
        if (row < 0)
            return;
        const auto files = static_cast<int>(m_files.size());
        if (row < files)
            m_files.erase(m_files.begin() + row);
        else
            m_pasted.erase(m_pasted.begin() + (row - files));
        delete m_attachments->takeItem(row);
        m_attachments->setVisible(m_attachments->count() > 0);
        patientChanged();
    });
    auto* box = new QVBoxLayout;
    box->addWidget(label(tr("Message"), TextRole::kHeading));
    box->addWidget(m_text);
    box->addWidget(m_attachments);
    auto* row = new QHBoxLayout;
    for (auto* each : {add, paste, remove})
        row->addWidget(each);
    row->addStretch();
    box->addLayout(row);
    return card(box);
}

QWidget* ComposePlace::buildCover() {
    m_suite->addItem(tr("ChaCha20 with X25519 – fast on every machine"), 1);
    m_suite->addItem(tr("AES-256 with RSA-3072 – for rules that ask for it"), 2);
    m_suite->setAccessibleName(tr("Encryption"));
    connect(m_suite, &QComboBox::currentIndexChanged, this, &ComposePlace::changed);
    connect(m_cover, &CoverPanel::changed, this, &ComposePlace::changed);
    connect(m_cover, &CoverPanel::failed, this,
            [this](const base::Error& error) { m_banner->showError(error); });
    auto* box = new QVBoxLayout;
    box->addWidget(label(tr("How it travels"), TextRole::kHeading));
    box->addWidget(m_suite);
    box->addWidget(m_cover);
    return card(box);
}

void ComposePlace::refresh() {
    m_lane.ask(
        this, [](app::Session& session, base::TaskContext&) { return app::Contacts(session).choices(); },
        [this](base::Result<std::vector<app::Person>> people) {
            if (!people) {
                m_banner->showError(people.error());
                return;
            }
            const auto kept = letter().recipients;
            m_filling = true;
            m_people = std::move(*people);
            m_recipients->clear();
            for (const auto& person : m_people) {
                const bool blocked = person.trust == app::Trust::kChanged;
                auto* item = new QListWidgetItem(pickerText(person));
                // Both lines in every script: in a mixed one Qt counts one only.
                item->setSizeHint({0, 2 * m_recipients->fontMetrics().lineSpacing() + 8});
                item->setFlags(blocked ? Qt::NoItemFlags
                                       : Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
                const bool ticked = !blocked && std::ranges::find(kept, person.id) != kept.end();
                item->setCheckState(ticked ? Qt::Checked : Qt::Unchecked);
                m_recipients->addItem(item);
            }
            m_filling = false;
            if (m_people.empty())
                m_recipients->addItem(new QListWidgetItem(
                    tr("Nobody known yet: people appear when their cards lie in the shared folder.")));
            updateButton();
            loadDraft();
        });
}

std::vector<const app::Person*> ComposePlace::chosen() const {
    std::vector<const app::Person*> people;
    for (int i = 0; i < m_recipients->count() && i < static_cast<int>(m_people.size()); ++i) {
        if (m_recipients->item(i)->checkState() == Qt::Checked)
            people.push_back(&m_people[static_cast<std::size_t>(i)]);
    }
    return people;
}

app::Letter ComposePlace::letter() const {
    app::Letter letter;
    for (const auto* person : chosen())
        letter.recipients.push_back(person->id);
    if (!m_noPatient->isChecked())
        letter.patient = {true, fromQt(m_patientId->text().trimmed()),
                          fromQt(m_patientName->text().trimmed()),
                          fromQt(m_patientAuthority->text().trimmed())};
    // Pasted text may bring invisible marks that turn it around; no message holds them.
    static const QRegularExpression kInvisible(u"[\u200B\u2028-\u202E\u2060\u2066-\u2069\uFEFF]"_s);
    const auto text = m_text->toPlainText().remove(kInvisible).toUtf8();
    letter.text.assign(text.constData(), static_cast<std::size_t>(text.size()));
    letter.files = m_files;
    for (const auto& pasted : m_pasted)
        letter.pasted.push_back({pasted.name, pasted.mediaType, pasted.content});
    letter.suite = static_cast<app::Suite>(m_suite->currentData().toInt());
    letter.cover = m_cover->cover();
    letter.confirmed = m_patients->confirmed();
    return letter;
}

void ComposePlace::changed() {
    if (m_filling)
        return;
    m_insist->hide();
    updateButton();
    m_later.start();
}

void ComposePlace::updateButton() {
    const auto people = chosen();
    QStringList names;
    for (const auto* person : people)
        names << isolated(toQt(person->shown));
    const bool patient =
        !m_patientId->text().trimmed().isEmpty() && !m_patientName->text().trimmed().isEmpty();
    const bool ready = !people.empty() && (patient || m_noPatient->isChecked());
    m_send->setEnabled(ready && m_patients->isResolved() && !m_sending && m_pasting == 0);
    if (people.empty())
        m_send->setText(tr("Choose who should receive it"));
    else if (!ready)
        m_send->setText(tr("Name the patient, or say there is none"));
    else if (m_noPatient->isChecked())
        m_send->setText(tr("Send to %1").arg(names.join(u", "_s)));
    else
        m_send->setText(
            tr("Send to %1, about %2").arg(names.join(u", "_s), isolated(m_patientName->text().trimmed())));
}

void ComposePlace::patientChanged() {
    if (m_filling)
        return;
    m_patients->forget();
    m_lookLater.start();
    changed();
}

void ComposePlace::checkPatient() {
    m_lookLater.stop();
    const auto draft = std::make_shared<app::Letter>(letter());
    // Half a patient is still being typed.
    if (!draft->patient.present || (!draft->patient.id.empty() && !draft->patient.name.empty()))
        m_patients->look(draft);
    updateButton();
    m_cover->refresh();
}

void ComposePlace::setPatient(const app::Patient& patient) {
    m_noPatient->setChecked(false);
    m_patientId->setText(toQt(patient.id));
    m_patientName->setText(toQt(patient.name));
    m_patientAuthority->setText(toQt(patient.authority));
    patientChanged();
}

void ComposePlace::attach(const QStringList& paths) {
    for (const auto& path : paths) {
        m_files.emplace_back(path.toStdString());
        m_attachments->insertItem(static_cast<int>(m_files.size()) - 1,
                                  toQt(app::shownFileName(m_files.back())));
    }
    m_attachments->setVisible(m_attachments->count() > 0);
    patientChanged();
    checkPatient();
}

void ComposePlace::begin(const QStringList& files, const app::Patient& patient) {
    // Another patient's number is never overwritten: the guard shows both.
    if (m_patientId->text().isEmpty() && m_patientName->text().isEmpty() && patient.present) {
        setPatient(patient);
    }
    attach(files);
}

void ComposePlace::pasteImage() {
    auto bytes = std::make_shared<base::WipedBytes>(pictureOnClipboard());
    if (bytes->empty()) {
        sayNoPicture();
        return;
    }
    // The letter does not go out without a picture that is still looked at.
    ++m_pasting;
    updateButton();
    m_lane.ask(
        this,
        [bytes = std::move(bytes)](app::Session&, base::TaskContext& task) {
            return app::pastedPicture(*bytes, task);
        },
        [this, letter = m_letterNumber](base::Result<app::PastedAttachment> pasted) {
            --m_pasting;
            updateButton();
            // Another letter is written by now.
            if (letter != m_letterNumber)
                return;
            if (pasted)
                attachPasted(std::move(*pasted));
            else if (pasted.error().code == base::ErrorCode::kImageUnsupported)
                sayNoPicture();
            else
                m_banner->showError(pasted.error());
        });
}

void ComposePlace::attachPasted(app::PastedAttachment pasted) {
    pasted.name = numbered(pasted.name, m_pasted.size() + 1);
    m_attachments->addItem(toQt(pasted.name));
    m_pasted.push_back(std::move(pasted));
    m_attachments->show();
    patientChanged();
    checkPatient();
}

void ComposePlace::sayNoPicture() {
    m_banner->show(Banner::Kind::kInfo, tr("There is no PNG or JPEG picture on the clipboard"),
                   tr("Save the picture as a file, and attach the file."));
}

void ComposePlace::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void ComposePlace::dropEvent(QDropEvent* event) {
    QStringList paths;
    for (const auto& url : event->mimeData()->urls())
        if (url.isLocalFile())
            paths << url.toLocalFile();
    attach(paths);
}

void ComposePlace::send(bool insist) {
    auto out = std::make_shared<app::Letter>(letter());
    out->insistOnUsedCover = insist;
    m_sending = true;
    updateButton();
    m_lane.ask(
        this,
        [out](app::Session& session, base::TaskContext& task) {
            return app::Compose(session).send(*out, task);
        },
        [this](base::Result<app::SendReport> report) {
            m_sending = false;
            updateButton();
            if (!report) {
                m_banner->showError(report.error());
                if (report.error().code == base::ErrorCode::kPatientMismatch)
                    checkPatient();
                m_insist->setVisible(report.error().code == base::ErrorCode::kCoverReused);
                return;
            }
            clear();
            Q_EMIT sent(report->number);
            Q_EMIT wantsSync();
        });
}

void ComposePlace::clear() {
    m_filling = true;
    ++m_letterNumber;
    for (int i = 0; i < m_recipients->count() && i < static_cast<int>(m_people.size()); ++i)
        m_recipients->item(i)->setCheckState(Qt::Unchecked);
    m_patientId->clear();
    m_patientName->clear();
    m_patientAuthority->clear();
    m_noPatient->setChecked(false);
    m_text->clear();
    m_attachments->clear();
    m_attachments->hide();
    m_files.clear();
    m_pasted.clear();
    m_cover->setCover({});
    m_insist->hide();
    m_filling = false;
    m_later.stop();
    patientChanged();
    m_later.stop();
    checkPatient();
    if (m_draft != 0)
        m_lane.ask(
            this,
            [number = m_draft](app::Session& session, base::TaskContext&) {
                return app::Compose(session).removeDraft(number);
            },
            [](base::Result<void>) {});
    m_draft = 0;
}

void ComposePlace::saveDraft() {
    if (!m_later.isActive() && sender() != &m_later)
        return;
    m_later.stop();
    m_lane.ask(
        this,
        [number = m_draft, draft = std::make_shared<app::Letter>(letter())](app::Session& session,
                                                                            base::TaskContext&) {
            return app::Compose(session).saveDraft(number, *draft);
        },
        [this](base::Result<std::int64_t> number) {
            if (number)
                m_draft = *number;
        });
}

void ComposePlace::loadDraft() {
    if (m_draftLoaded)
        return;
    m_draftLoaded = true;
    m_lane.ask(
        this, [](app::Session& session, base::TaskContext&) { return app::Compose(session).drafts(); },
        [this](base::Result<std::vector<app::Compose::Draft>> drafts) {
            if (!drafts || drafts->empty() || !m_text->toPlainText().isEmpty())
                return;
            const auto& draft = drafts->front();
            m_filling = true;
            m_draft = draft.number;
            m_patientId->setText(toQt(draft.letter.patient.id));
            m_patientName->setText(toQt(draft.letter.patient.name));
            m_patientAuthority->setText(toQt(draft.letter.patient.authority));
            m_noPatient->setChecked(!draft.letter.patient.present);
            m_text->setPlainText(toQt(draft.letter.text));
            m_suite->setCurrentIndex(draft.letter.suite == app::Suite::kAes256 ? 1 : 0);
            for (std::size_t i = 0; i < m_people.size(); ++i) {
                const bool ticked = std::ranges::find(draft.letter.recipients, m_people[i].id) !=
                                    draft.letter.recipients.end();
                auto* item = m_recipients->item(static_cast<int>(i));
                if (ticked && item->flags() != Qt::NoItemFlags)
                    item->setCheckState(Qt::Checked);
            }
            m_cover->setCover(draft.letter.cover);
            for (const auto& file : draft.letter.files) {
                m_files.push_back(file);
                m_attachments->addItem(toQt(app::shownFileName(file)));
            }
            for (const auto& pasted : draft.letter.pasted) {
                m_pasted.push_back(pasted);
                m_attachments->addItem(toQt(pasted.name));
            }
            if (!draft.lost.empty())
                m_banner->show(Banner::Kind::kWarn, tr("A picture of the draft is damaged"),
                               tr("Not every pasted picture of your draft could be read. Look at the "
                                  "attachments before you send."));
            m_attachments->setVisible(m_attachments->count() > 0);
            m_filling = false;
            patientChanged();
            checkPatient();
        });
}

}  // namespace medveil::ui
