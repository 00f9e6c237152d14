#include "ui/start/start_pages.h"

#include <QFormLayout>

#include "app/services/account.h"
#include "app/services/passphrase.h"
#include "ui/places/settings_place.h"
#include "ui/theme/theme.h"
#include "ui/widgets/file_question.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {
/// A column of readable width in the middle of the window.
QVBoxLayout* centred(QWidget* page, int width) {
    auto* inner = new QWidget;
    inner->setMaximumWidth(width);
    auto* column = new QVBoxLayout(inner);
    column->setSpacing(12);
    auto* holder = new QWidget;
    auto* row = new QHBoxLayout(holder);
    row->addStretch();
    row->addWidget(inner, 100);
    row->addStretch();
    auto* outer = new QVBoxLayout(page);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scrolled(holder));
    return column;
}

QLabel* emblem() {
    auto* picture = new QLabel;
    picture->setPixmap(icon(u"medveil"_s, &Colours::accent).pixmap(72, 72));
    picture->setAlignment(Qt::AlignCenter);
    return picture;
}
}  // namespace

WelcomePage::WelcomePage() {
    auto* column = centred(this, 520);
    auto* title = label(tr("Welcome to Medveil"), TextRole::kTitle);
    title->setAlignment(Qt::AlignCenter);
    auto* words =
        label(tr("Messages, records and scans, sealed for the people you name. Everything happens on this "
                 "machine; there is no server."));
    words->setAlignment(Qt::AlignCenter);
    auto* create = primaryButton(tr("Create my profile"));
    auto* demo = button(tr("Show me a demonstration ward"));
    connect(create, &QPushButton::clicked, this, &WelcomePage::wantsProfile);
    connect(demo, &QPushButton::clicked, this, &WelcomePage::wantsDemonstration);
    column->addStretch();
    column->addWidget(emblem());
    column->addWidget(title);
    column->addWidget(words);
    column->addSpacing(16);
    column->addWidget(create);
    column->addWidget(demo);
    auto* note = label(tr("The demonstration makes a throw-away ward with two people in a temporary folder "
                          "and sends a message between them, hidden in a picture."),
                       TextRole::kQuiet);
    note->setAlignment(Qt::AlignCenter);
    column->addWidget(note);
    column->addStretch();
    m_create = create;
}

CreatePage::CreatePage(const base::Path& profile)
    : m_profile(profile),
      m_lane(std::make_unique<app::SessionLane>()),
      m_banner(new Banner),
      m_step(label({}, TextRole::kQuiet)),
      m_steps(new QStackedWidget),
      m_name(new QLineEdit),
      m_facility(new QLineEdit),
      m_role(new QComboBox),
      m_passphrase(new PassphraseField(tr("Passphrase"))),
      m_again(new PassphraseField(tr("Passphrase again"))),
      m_strength(label({}, TextRole::kQuiet)),
      m_next(primaryButton(tr("Continue"))),
      m_back(button(tr("Back"))),
      m_make(primaryButton(tr("Create my profile"))),
      m_recoveryDone(primaryButton(tr("Continue"))) {
    auto* column = centred(this, 640);
    column->addWidget(m_step);
    column->addWidget(m_banner);
    for (auto* step : {buildWho(), buildPassphrase(), buildRecovery(), buildShare()})
        m_steps->addWidget(step);
    column->addWidget(m_steps);
    column->addStretch();
    const auto tell = [this] { m_step->setText(tr("Step %1 of 4").arg(m_steps->currentIndex() + 1)); };
    connect(m_steps, &QStackedWidget::currentChanged, this, tell);
    tell();
    updateNext();
}

CreatePage::~CreatePage() = default;

QWidget* CreatePage::buildWho() {
    for (const auto& [text, role] :
         {std::pair(tr("Doctor"), app::Role::kDoctor), std::pair(tr("Laboratory"), app::Role::kLab),
          std::pair(tr("Patient"), app::Role::kPatient), std::pair(tr("Researcher"), app::Role::kResearcher),
          std::pair(tr("Administrator"), app::Role::kAdministrator)})
        m_role->addItem(text, static_cast<int>(role));
    m_name->setAccessibleName(tr("Your name"));
    m_facility->setAccessibleName(tr("Hospital, ward or practice"));
    m_role->setAccessibleName(tr("Your role"));
    auto* back = button(tr("Back"));
    connect(back, &QPushButton::clicked, this, &CreatePage::cancelled);
    connect(m_name, &QLineEdit::textChanged, this, &CreatePage::updateNext);
    // A button that is disabled is not clicked.
    for (auto* field : {m_name, m_facility})
        connect(field, &QLineEdit::returnPressed, m_next, &QPushButton::click);
    connect(m_next, &QPushButton::clicked, this, [this] {
        m_steps->setCurrentIndex(1);
        m_passphrase->setFocus();
    });
    auto* form = new QFormLayout;
    form->setVerticalSpacing(12);
    form->addRow(label(tr("Who are you?"), TextRole::kTitle));
    form->addRow(label(tr("Others see this on your card."), TextRole::kQuiet));
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("Role"), m_role);
    form->addRow(tr("Hospital, ward or practice"), m_facility);
    auto* row = new QHBoxLayout;
    row->addWidget(back);
    row->addStretch();
    row->addWidget(m_next);
    form->addRow(row);
    return card(form);
}

QWidget* CreatePage::buildPassphrase() {
    connect(m_passphrase, &QLineEdit::textChanged, this, &CreatePage::updateNext);
    connect(m_again, &QLineEdit::textChanged, this, &CreatePage::updateNext);
    connect(m_passphrase, &QLineEdit::returnPressed, this, [this] {
        if (m_make->isEnabled())
            m_make->click();
        else
            m_again->setFocus();
    });
    connect(m_again, &QLineEdit::returnPressed, m_make, &QPushButton::click);
    connect(m_make, &QPushButton::clicked, this, &CreatePage::makeProfile);
    auto* form = new QFormLayout;
    form->setVerticalSpacing(12);
    form->addRow(label(tr("Choose a passphrase"), TextRole::kTitle));
    form->addRow(label(
        tr("Four or five words that have nothing to do with each other are strong and easy to remember."),
        TextRole::kQuiet));
    form->addRow(tr("Passphrase"), m_passphrase);
    form->addRow(tr("Again"), m_again);
    form->addRow(m_strength);
    connect(m_back, &QPushButton::clicked, this, [this] {
        m_steps->setCurrentIndex(0);
        m_name->setFocus();
    });
    auto* row = new QHBoxLayout;
    row->addWidget(m_back);
    row->addStretch();
    row->addWidget(m_make);
    form->addRow(row);
    return card(form);
}

QWidget* CreatePage::buildRecovery() {
    auto* sheet = new RecoverySheet(*m_lane);
    connect(m_steps, &QStackedWidget::currentChanged, sheet, [sheet](int step) {
        if (step == 2)
            sheet->beginFirst();
    });
    m_recoveryDone->setEnabled(false);
    connect(m_recoveryDone, &QPushButton::clicked, this, [this] { m_steps->setCurrentIndex(3); });
    auto* later = button(tr("Later, in Settings"));
    connect(sheet, &RecoverySheet::checked, this, [this, later] {
        later->hide();
        m_recoveryDone->setEnabled(true);
        m_recoveryDone->setFocus();
    });
    connect(later, &QPushButton::clicked, this, [this] { m_steps->setCurrentIndex(3); });
    auto* box = new QVBoxLayout;
    box->addWidget(label(tr("Your recovery kit"), TextRole::kTitle));
    box->addWidget(sheet);
    auto* row = new QHBoxLayout;
    row->addWidget(later);
    row->addStretch();
    row->addWidget(m_recoveryDone);
    box->addLayout(row);
    return card(box);
}

QWidget* CreatePage::buildShare() {
    auto* join = primaryButton(tr("Join a shared folder…"));
    auto* create = button(tr("Make a folder a share…"));
    auto* later = button(tr("Later, in Settings"));
    connect(join, &QPushButton::clicked, this, [this] { setShare(false); });
    connect(create, &QPushButton::clicked, this, [this] { setShare(true); });
    connect(later, &QPushButton::clicked, this, &CreatePage::finish);
    auto* box = new QVBoxLayout;
    box->setSpacing(12);
    box->addWidget(label(tr("Where is the shared folder?"), TextRole::kTitle));
    box->addWidget(label(tr("A folder that all of you can write to: a network drive, for instance. Nothing "
                            "readable is ever put there."),
                         TextRole::kQuiet));
    for (auto* each : {join, create, later})
        box->addWidget(each);
    return card(box);
}

void CreatePage::updateNext() {
    m_next->setEnabled(!m_name->text().trimmed().isEmpty());
    const auto secret = m_passphrase->secret();
    const bool same = base::equalConstantTime(secret.view(), m_again->secret().view());
    m_make->setEnabled(app::isEnough(app::passphraseStrength(secret.view())) && same);
    auto text = m_passphrase->text().isEmpty() ? QString() : strengthText(secret);
    if (!same && !m_again->text().isEmpty())
        text += u"\n"_s + tr("The two are not the same yet.");
    m_strength->setText(text);
}

void CreatePage::makeProfile() {
    auto profile = std::make_shared<app::NewProfile>();
    profile->name = fromQt(m_name->text().trimmed());
    profile->facility = fromQt(m_facility->text().trimmed());
    profile->roles = {static_cast<app::Role>(m_role->currentData().toInt())};
    profile->passphrase = m_passphrase->take();
    m_again->take();
    m_make->setEnabled(false);
    m_back->setEnabled(false);
    m_strength->setText(tr("Making your keys…"));
    m_lane->run(
        this,
        [profile, folder = m_profile](base::TaskContext& task) {
            return app::Session::create(folder, *profile, task);
        },
        [this](base::Result<std::unique_ptr<app::Session>> session) {
            m_strength->clear();
            m_back->setEnabled(true);
            if (!session) {
                m_banner->showError(session.error());
                m_passphrase->setFocus();
                return;
            }
            m_lane->adopt(std::move(*session));
            m_steps->setCurrentIndex(2);
        });
}

void CreatePage::setShare(bool create) {
    askForFolder(this, tr("Shared folder"),
                 [this, create](const QString& folder) { setShareTo(folder, create); });
}

void CreatePage::setShareTo(const QString& folder, bool create) {
    m_lane->askShare(
        this,
        [create, path = folder.toStdString()](app::Session& session, base::TaskContext&) {
            app::Account account(session);
            return create ? account.createShare(path) : account.joinShare(path);
        },
        [this](base::Result<void> done) {
            if (done)
                finish();
            else
                m_banner->showError(done.error());
        });
}

void CreatePage::finish() {
    Q_EMIT created(m_lane.release());
}

UnlockPage::UnlockPage(const base::Path& profile)
    : m_profile(profile),
      m_lane(std::make_unique<app::SessionLane>()),
      m_banner(new Banner),
      m_passphrase(new PassphraseField(tr("Passphrase"))),
      m_useKit(new QCheckBox(tr("Use the twelve words of my recovery kit"))),
      m_unlock(primaryButton(tr("Unlock"))) {
    auto* column = centred(this, 420);
    column->addStretch();
    column->addWidget(emblem());
    auto* title = label(tr("Medveil is locked"), TextRole::kTitle);
    title->setAlignment(Qt::AlignCenter);
    column->addWidget(title);
    column->addWidget(m_banner);
    m_passphrase->setPlaceholderText(tr("Passphrase"));
    column->addWidget(m_passphrase);
    column->addWidget(m_useKit);
    column->addWidget(m_unlock);
    column->addStretch();
    connect(m_useKit, &QCheckBox::toggled, this, [this](bool kit) {
        m_passphrase->setPlaceholderText(kit ? tr("Twelve words") : tr("Passphrase"));
    });
    connect(m_passphrase, &QLineEdit::returnPressed, this, &UnlockPage::tryUnlock);
    connect(m_unlock, &QPushButton::clicked, this, &UnlockPage::tryUnlock);
    setFocusProxy(m_passphrase);
    // What is wrong with the folder is said before anybody types.
    if (const auto found = app::Session::check(profile); !found)
        m_banner->showError(found.error());
}

void UnlockPage::setClosing(bool closing) {
    m_closing = closing;
    if (!closing && m_wanted)
        tryUnlock();
}

void UnlockPage::tryUnlock() {
    if (m_passphrase->text().isEmpty())
        return;
    m_wanted = m_closing;
    if (m_closing) {
        m_unlock->setEnabled(false);
        m_unlock->setText(tr("Unlocking…"));
        return;
    }
    auto secret = std::make_shared<base::SecretBytes>(m_passphrase->take());
    const auto kind =
        m_useKit->isChecked() ? app::CredentialKind::kRecoveryWords : app::CredentialKind::kPassphrase;
    m_unlock->setEnabled(false);
    m_unlock->setText(tr("Unlocking…"));
    m_lane->run(
        this,
        [secret, kind, folder = m_profile](base::TaskContext& task) {
            return app::Session::unlock(folder, kind, *secret, task);
        },
        [this](base::Result<std::unique_ptr<app::Session>> session) {
            m_unlock->setEnabled(true);
            m_unlock->setText(tr("Unlock"));
            if (!session) {
                m_banner->showError(session.error());
                m_passphrase->setFocus();
                return;
            }
            m_lane->adopt(std::move(*session));
            Q_EMIT unlocked(m_lane.release());
        });
}

}  // namespace medveil::ui
