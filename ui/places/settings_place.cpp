#include "ui/places/settings_place.h"

#include <QFormLayout>

#include "app/messages/error_text.h"
#include "app/services/passphrase.h"
#include "ui/theme/theme.h"
#include "ui/widgets/file_question.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

QString strengthText(const base::SecretBytes& passphrase) {
    switch (app::passphraseStrength(passphrase.view())) {
        case app::PassphraseStrength::kTooShort:
            return SettingsPlace::tr("Too short: use several words.");
        case app::PassphraseStrength::kVeryWeak:
            return SettingsPlace::tr("Very weak: it would be guessed in minutes.");
        case app::PassphraseStrength::kWeak:
            return SettingsPlace::tr("Weak: add another word that has nothing to do with the others.");
        case app::PassphraseStrength::kGood:
            return SettingsPlace::tr("Good: it withstands years of guessing.");
        case app::PassphraseStrength::kStrong:
            return SettingsPlace::tr("Strong.");
    }
    return {};
}

SettingsPlace::SettingsPlace(app::SessionLane& lane)
    : Place(lane),
      m_page(nullptr),
      m_share(label({})),
      m_join(button(tr("Join a shared folder…"))),
      m_current(new PassphraseField(tr("Current passphrase"))),
      m_fresh(new PassphraseField(tr("New passphrase"))),
      m_again(new PassphraseField(tr("New passphrase again"))),
      m_strength(label({}, TextRole::kQuiet)),
      m_recovery(new RecoverySheet(lane)),
      m_theme(new QComboBox),
      m_lockTime(new QComboBox) {
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(24, 16, 24, 24);
    column->setSpacing(16);
    column->addWidget(label(tr("Settings"), TextRole::kTitle));
    for (auto* section : {buildShare(), buildLook(), buildPassphrase(), buildRecovery(), buildRotation()})
        column->addWidget(section);
    column->addStretch();
    m_page = scrolled(content);
    m_page->setAccessibleName(tr("Settings"));
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(m_banner);
    page->addWidget(m_page, 1);
}

QWidget* SettingsPlace::buildShare() {
    auto* create = button(tr("Make a folder a share…"));
    connect(m_join, &QPushButton::clicked, this, [this] { setShare(false); });
    connect(create, &QPushButton::clicked, this, [this] { setShare(true); });
    auto* row = new QHBoxLayout;
    row->addWidget(m_join);
    row->addWidget(create);
    row->addStretch();
    auto* box = new QVBoxLayout;
    box->addWidget(label(tr("Shared folder"), TextRole::kHeading));
    box->addWidget(m_share);
    box->addLayout(row);
    return card(box);
}

QWidget* SettingsPlace::buildLook() {
    m_theme->addItem(tr("Light"), u"light"_s);
    m_theme->addItem(tr("Dark"), u"dark"_s);
    m_theme->addItem(tr("High contrast"), u"contrast"_s);
    m_theme->setAccessibleName(tr("Colours"));
    for (const int minutes : {1, 2, 5, 10, 30})
        m_lockTime->addItem(tr("after %n minute(s) without use", nullptr, minutes), minutes);
    m_lockTime->setCurrentIndex(2);
    m_lockTime->setAccessibleName(tr("Lock"));
    auto* form = new QFormLayout;
    form->addRow(label(tr("Look and locking"), TextRole::kHeading));
    form->addRow(tr("Colours"), m_theme);
    form->addRow(tr("Lock"), m_lockTime);
    connect(m_theme, &QComboBox::activated, this, [this] {
        const auto name = m_theme->currentData().toString();
        m_lane.ask(
            this,
            [value = fromQt(name)](app::Session& session, base::TaskContext&) {
                return session.setSetting("theme", value);
            },
            [](base::Result<void>) {});
        Q_EMIT themeChosen(name);
    });
    connect(m_lockTime, &QComboBox::activated, this, [this] {
        const int minutes = m_lockTime->currentData().toInt();
        m_lane.ask(
            this,
            [minutes](app::Session& session, base::TaskContext&) {
                return session.setSetting("lock-minutes", std::to_string(minutes));
            },
            [](base::Result<void>) {});
        Q_EMIT lockTimeChosen(minutes);
    });
    return card(form);
}

QWidget* SettingsPlace::buildPassphrase() {
    auto* change = button(tr("Change passphrase"));
    connect(change, &QPushButton::clicked, this, &SettingsPlace::changePassphrase);
    connect(m_fresh, &QLineEdit::textChanged, this,
            [this] { m_strength->setText(strengthText(m_fresh->secret())); });
    auto* form = new QFormLayout;
    form->addRow(label(tr("Passphrase"), TextRole::kHeading));
    form->addRow(tr("Current passphrase, or recovery words"), m_current);
    form->addRow(tr("New passphrase"), m_fresh);
    form->addRow(tr("New passphrase again"), m_again);
    form->addRow(m_strength);
    form->addRow(change);
    return card(form);
}

QWidget* SettingsPlace::buildRecovery() {
    auto* make = button(tr("Make a new recovery kit"));
    m_recovery->hide();
    connect(make, &QPushButton::clicked, this, [this] {
        m_recovery->show();
        m_recovery->begin();
    });
    auto* box = new QVBoxLayout;
    box->addWidget(label(tr("Recovery kit"), TextRole::kHeading));
    box->addWidget(label(
        tr("A new kit replaces the one you have. The old page works until you have checked the new one."),
        TextRole::kQuiet));
    box->addWidget(make, 0, Qt::AlignLeading);
    box->addWidget(m_recovery);
    return card(box);
}

QWidget* SettingsPlace::buildRotation() {
    auto* turn = button(tr("Encrypt everything anew"));
    connect(turn, &QPushButton::clicked, this, &SettingsPlace::rotate);
    auto* box = new QVBoxLayout;
    box->addWidget(label(tr("Vault key"), TextRole::kHeading));
    box->addWidget(
        label(tr("Do this when somebody may have copied the vault together with its key. "
                 "Change the passphrase and make a new recovery kit as well. It can be stopped at any time."),
              TextRole::kQuiet));
    box->addWidget(turn, 0, Qt::AlignLeading);
    return card(box);
}

void SettingsPlace::refresh() {
    m_lane.ask(
        this,
        [](app::Session& session, base::TaskContext&) { return app::Account(session).shareStateSeen(); },
        [this](base::Result<app::ShareState> state) {
            if (!state) {
                m_banner->showError(state.error());
                return;
            }
            showShare(*state);
        });
    m_lane.ask(
        this,
        [](app::Session& session, base::TaskContext&) {
            return std::pair(session.setting("theme", {}).value_or(std::string()),
                             session.setting("lock-minutes", "5").value_or("5"));
        },
        [this](const std::pair<std::string, std::string>& values) {
            const auto theme = values.first.empty() ? themeName(currentTheme()) : toQt(values.first);
            m_theme->setCurrentIndex(m_theme->findData(theme));
            m_lockTime->setCurrentIndex(m_lockTime->findData(toQt(values.second).toInt()));
        });
}

void SettingsPlace::showShare(const app::ShareState& state) {
    const auto folder = isolated(toQt(state.folder.string()));
    if (!state.configured)
        m_share->setText(tr("None yet. Without one, messages wait here, and cards are exchanged as files."));
    else if (!state.asked)
        m_share->setText(folder);
    else if (state.reachable)
        m_share->setText(tr("%1 – reachable").arg(folder));
    else
        m_share->setText(tr("%1 – %2").arg(folder, app::errorText(state.problem).title));
}

void SettingsPlace::goToShare() {
    m_join->setFocus();
    m_page->ensureWidgetVisible(m_share);
    m_page->ensureWidgetVisible(m_join);
}

void SettingsPlace::setShare(bool create) {
    askForFolder(this, tr("Shared folder"),
                 [this, create](const QString& folder) { setShareTo(folder, create); });
}

void SettingsPlace::setShareTo(const QString& folder, bool create) {
    m_lane.askShare(
        this,
        [create, path = folder.toStdString()](app::Session& session, base::TaskContext&) {
            app::Account account(session);
            return create ? account.createShare(path) : account.joinShare(path);
        },
        [this](base::Result<void> done) {
            if (!done)
                m_banner->showError(done.error());
            refresh();
            Q_EMIT wantsSync();
        });
}

void SettingsPlace::changePassphrase() {
    auto fresh = std::make_shared<base::SecretBytes>(m_fresh->secret());
    if (!base::equalConstantTime(fresh->view(), m_again->secret().view())) {
        m_banner->show(Banner::Kind::kWarn, tr("The two new passphrases differ"),
                       tr("Type the new passphrase twice, the same way."));
        return;
    }
    auto current = std::make_shared<base::SecretBytes>(m_current->take());
    m_fresh->take();
    m_again->take();
    m_lane.ask(
        this,
        [current, fresh](app::Session& session, base::TaskContext&) {
            return app::Account(session).changePassphrase(*current, *fresh);
        },
        [this](base::Result<void> done) {
            if (done)
                m_banner->show(Banner::Kind::kGood, tr("The passphrase was changed"));
            else
                m_banner->showError(done.error());
        });
}

void SettingsPlace::rotate() {
    m_lane.ask(
        this,
        [](app::Session& session, base::TaskContext& task) {
            return app::Account(session).rotateVaultKey(task);
        },
        [this](base::Result<void> done) {
            if (done)
                m_banner->show(Banner::Kind::kGood, tr("Everything is encrypted under a new key"));
            else
                m_banner->showError(done.error());
        });
}

}  // namespace medveil::ui
