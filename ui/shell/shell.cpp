#include "ui/shell/shell.h"

#include <QFileInfo>
#include <QRandomGenerator>
#include <QShortcut>
#include <algorithm>

#include "app/messages/error_text.h"
#include "app/services/account.h"
#include "app/services/contacts.h"
#include "app/services/mailbox.h"
#include "ui/places/contacts_place.h"
#include "ui/places/patients_place.h"
#include "ui/places/record_places.h"
#include "ui/places/settings_place.h"
#include "ui/shell/copied_notice.h"
#include "ui/shell/findings_notice.h"
#include "ui/theme/theme.h"
#include "ui/widgets/secret_clipboard.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {
// Polling, with jitter so that a ward's machines do not all ask at once; a network drive raises no events.
constexpr int kShortestPause = 1'000;
int pollMilliseconds(bool active) {
    return (active ? 5'000 : 60'000) + static_cast<int>(QRandomGenerator::global()->bounded(1'000));
}
}  // namespace

Shell::Shell(std::unique_ptr<app::SessionLane> lane)
    : m_lane(std::move(lane)),
      m_bar(new PlaceBar),
      m_pages(new QStackedWidget),
      m_inbox(new MessagePlace(*m_lane, app::Folder::kInbox)),
      m_compose(new ComposePlace(*m_lane)),
      m_sent(new MessagePlace(*m_lane, app::Folder::kSent)),
      m_scans(new ScansPlace(*m_lane)),
      m_settings(new SettingsPlace(*m_lane)),
      m_shareState(new QPushButton),
      m_who(label({}, TextRole::kQuiet)),
      m_progress(new QProgressBar),
      m_cancel(button(tr("Cancel"))) {
    addPlaces();
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_bar);
    middle->addWidget(m_pages, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* notice = new CopiedNotice(*m_lane);
    connect(notice, &CopiedNotice::settled, this, [this] { sync(app::SyncCause::kPerson); });
    column->addWidget(notice);
    auto* findings = new FindingsNotice(*m_lane);
    column->addWidget(findings);
    column->addLayout(middle, 1);
    column->addWidget(buildStatusLine());

    connect(m_compose, &ComposePlace::sent, this, [this](qint64 number) {
        goTo(kSent);
        m_sent->open(number);
        m_sent->banner().show(Banner::Kind::kGood, tr("Sealed and on its way"),
                              tr("You see here when it was delivered and read."));
    });
    for (auto* each : {static_cast<app::Lane*>(m_lane.get()), &m_lane->shareLane()}) {
        connect(each, &app::Lane::progressed, this, &Shell::showProgress);
        connect(each, &app::Lane::busyChanged, this, [this](bool busy) {
            if (!busy) {
                m_slow.stop();
                m_progress->hide();
                m_cancel->hide();
            }
        });
    }
    m_slow.setSingleShot(true);
    m_slow.setInterval(500);
    connect(&m_slow, &QTimer::timeout, this, [this] {
        m_progress->show();
        m_cancel->show();
    });
    connect(m_cancel, &QPushButton::clicked, m_lane.get(), &app::SessionLane::cancelAll);
    m_poll.setSingleShot(true);
    connect(&m_poll, &QTimer::timeout, this, [this] { sync(app::SyncCause::kPoll); });
    new QShortcut(QKeySequence(u"Ctrl+L"_s), this, this, &Shell::wantsLock);
    new QShortcut(QKeySequence(u"Ctrl+N"_s), this, [this] { open(kCompose); });
    new QShortcut(QKeySequence(u"Ctrl+K"_s), this, [this] { find(); });
    new QShortcut(QKeySequence(u"F5"_s), this, [this] { sync(app::SyncCause::kPerson); });
    new QShortcut(QKeySequence(u"F1"_s), this, [this] { showKeys(); });
    for (int i = 0; i < m_bar->count(); ++i)
        new QShortcut(QKeySequence(u"Ctrl+%1"_s.arg(i + 1)), this, [this, i] { open(i); });
    m_lane->ask(
        this,
        [](app::Session& session, base::TaskContext&) { return std::pair(session.me(), session.findings()); },
        [this, findings](const std::pair<app::Person, std::vector<app::Finding>>& me) {
            m_who->setText(toQt(me.first.name));
            findings->show(me.second);
        });
    goTo(kInbox);
    takeUpWork();
    updateStatus();
    sync(app::SyncCause::kPoll);
}

Shell::~Shell() {
    clearOwnClipboard();
    // The pages ask the lane; the lane must still be there while they go.
    qDeleteAll(m_places);
    delete findChild<CopiedNotice*>();
    delete findChild<FindingsNotice*>();
}

void Shell::addPlaces() {
    auto* contacts = new ContactsPlace(*m_lane);
    auto* patients = new PatientsPlace(*m_lane);
    auto* audit = new AuditPlace(*m_lane);
    addPlace(u"inbox"_s, tr("Inbox"), m_inbox);
    addPlace(u"compose"_s, tr("Compose"), m_compose);
    addPlace(u"sent"_s, tr("Sent"), m_sent);
    addPlace(u"scans"_s, tr("Scans"), m_scans);
    addPlace(u"contacts"_s, tr("People"), contacts);
    addPlace(u"patients"_s, tr("Patients"), patients);
    addPlace(u"audit"_s, tr("Audit"), audit);
    addPlace(u"settings"_s, tr("Settings"), m_settings);
    connect(m_bar, &PlaceBar::chosen, this, &Shell::goTo);
    connect(m_bar, &PlaceBar::wantsLock, this, &Shell::wantsLock);
    connect(contacts, &ContactsPlace::peopleChanged, this, &Shell::countRequests);
    connect(patients, &PatientsPlace::wantsMessagesOf, this,
            [this](const app::Patient& patient, app::Folder folder) {
                goTo(folder == app::Folder::kInbox ? kInbox : kSent);
                (folder == app::Folder::kInbox ? m_inbox : m_sent)->showPatient(patient);
            });
    connect(m_scans, &ScansPlace::wantsCompose, this,
            [this](const QStringList& files, const app::Patient& patient) {
                goTo(kCompose);
                m_compose->begin(files, patient);
            });
    connect(m_settings, &SettingsPlace::themeChosen, this, &Shell::themeChosen);
    connect(m_settings, &SettingsPlace::lockTimeChosen, this, &Shell::lockTimeChosen);
}

void Shell::addPlace(const QString& iconName, const QString& name, Place* place) {
    m_bar->add(iconName, name);
    connect(place, &Place::wantsSync, this, [this] { sync(app::SyncCause::kPoll); });
    m_places << place;
    m_pages->addWidget(place);
}

QWidget* Shell::buildStatusLine() {
    auto* line = new QWidget;
    line->setObjectName(u"statusLine"_s);
    line->setAttribute(Qt::WA_StyledBackground);
    m_progress->setMaximumWidth(240);
    m_progress->setTextVisible(true);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->hide();
    m_cancel->hide();
    m_shareState->setFlat(true);
    connect(m_shareState, &QPushButton::clicked, this, [this] {
        if (m_shareAmiss) {
            goTo(kSettings);
            m_settings->goToShare();
        } else {
            sync(app::SyncCause::kPerson);
        }
    });
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(8, 4, 16, 4);
    row->addWidget(m_shareState);
    row->addStretch();
    row->addWidget(m_progress);
    row->addWidget(m_cancel);
    row->addSpacing(16);
    row->addWidget(m_who);
    m_who->setWordWrap(false);
    return line;
}

void Shell::goTo(int place) {
    m_bar->setCurrent(place);
    m_pages->setCurrentIndex(place);
    m_places[place]->refresh();
}

void Shell::open(int place) {
    goTo(place);
    m_places[place]->takeFocus();
}

void Shell::showProgress(int stage, qint64 done, qint64 total) {
    Q_UNUSED(stage)
    m_progress->setRange(0, total == 0 ? 0 : 1000);
    if (total != 0)
        m_progress->setValue(static_cast<int>(done * 1000 / total));
    m_progress->setFormat(total > 4096 ? tr("%1 of %2")
                                             .arg(sizeText(static_cast<std::uint64_t>(done)),
                                                  sizeText(static_cast<std::uint64_t>(total)))
                                       : QString());
    if (!m_slow.isActive() && !m_progress->isVisible())
        m_slow.start();
}

void Shell::sync(app::SyncCause cause) {
    if (m_syncing || !m_lane)
        return;
    m_syncing = true;
    m_look.start();
    m_lane->askShare(
        this,
        [cause](app::Session& session, base::TaskContext& task) {
            auto report = app::Sync(session).run(task, cause);
            app::Account(session).shareAnswered(report ? base::ErrorCode{} : report.error().code);
            return report;
        },
        [this](const base::Result<app::SyncReport>& report) { synced(report); });
}

void Shell::synced(const base::Result<app::SyncReport>& report) {
    m_syncing = false;
    if (report &&
        (report->received > 0 || report->receipts > 0 || report->published > 0 || report->newPeople > 0))
        m_places[m_pages->currentIndex()]->refresh();
    if (report)
        announce(*report);
    updateStatus();
    // From look to look, not from one's end to the next: a slow share makes nobody wait twice.
    const auto left = pollMilliseconds(isActiveWindow()) - static_cast<int>(m_look.elapsed());
    m_poll.start(std::max(left, kShortestPause));
}

/// People who are not who they were, or who ask to write: said wherever the person is.
void Shell::announce(const app::SyncReport& report) {
    auto& banner = m_places[m_pages->currentIndex()]->banner();
    if (!report.changedPeople.empty()) {
        QStringList names;
        for (const auto& name : report.changedPeople)
            names << isolated(toQt(name));
        banner.show(Banner::Kind::kWarn, tr("Another name or key than before: %1").arg(names.join(u", "_s)),
                    tr("Look at it under People before you rely on it."));
        m_requests = std::max(m_requests, report.requests);
    }
    showRequests(report.requests);
}

void Shell::showRequests(std::size_t requests) {
    if (requests == m_requests)
        return;
    auto* here = &m_places[m_pages->currentIndex()]->banner();
    // Who was accepted does not ask any more.
    if (requests < m_requests)
        here = m_asking != nullptr && !m_asking->isHidden() && m_asking->accessibleName() == m_asked
                   ? m_asking
                   : nullptr;
    if (here != nullptr && requests == 0)
        here->hide();
    else if (here != nullptr) {
        m_asking = here;
        m_asked = tr("%n want to write to you", nullptr, static_cast<int>(requests));
        here->show(Banner::Kind::kInfo, m_asked, tr("You have not accepted them yet: see People."));
    }
    m_requests = requests;
}

void Shell::countRequests() {
    m_lane->ask(
        this, [](app::Session& session, base::TaskContext&) { return app::Contacts(session).requests(); },
        [this](const base::Result<std::size_t>& requests) {
            if (requests)
                showRequests(*requests);
        });
}

void Shell::updateStatus() {
    m_lane->ask(
        this,
        [](app::Session& session, base::TaskContext&) { return app::Account(session).shareStateSeen(); },
        [this](const base::Result<app::ShareState>& state) {
            if (!state)
                return;
            m_settings->showShare(*state);
            m_shareAmiss = !state->configured || (state->asked && !state->reachable);
            m_shareState->setToolTip(m_shareAmiss ? tr("Open the shared folder in Settings")
                                                  : tr("Look at the shared folder now (F5)"));
            QString text;
            if (!state->configured)
                text = tr("No shared folder yet – choose one in Settings");
            else if (!state->asked)
                text = tr("Looking at the shared folder…");
            else if (!state->reachable)
                text = app::errorText(state->problem).title;
            else
                text = tr("Shared folder reachable, looked at %1").arg(whenText(state->lastSync));
            if (state->waiting > 0)
                text += u"  ·  "_s + tr("%n waiting to go out", nullptr, static_cast<int>(state->waiting));
            if (state->waitingWhy != base::ErrorCode{})
                text += u"  ·  "_s +
                        tr("%1, next try %2")
                            .arg(app::errorText(state->waitingWhy).title, whenText(state->waitingUntil));
            m_shareState->setText(text);
            m_shareState->setIcon(icon(state->reachable ? u"sync"_s : u"warning"_s,
                                       state->reachable ? &Colours::good : &Colours::warn));
        });
}

void Shell::openFile(const QString& path) {
    // What can only be a scan is looked at; a picture may be a message.
    if (path.endsWith(u".dcm"_s, Qt::CaseInsensitive) || QFileInfo(path).fileName() == u"DICOMDIR"_s) {
        openScans(path);
        return;
    }
    app::runBeside(
        this, [path](base::TaskContext&) { return QFileInfo(path).isDir(); },
        [this, path](bool isFolder) {
            if (isFolder)
                openScans(path);
            else
                openMessage(path);
        });
}

void Shell::openScans(const QString& path) {
    goTo(kScans);
    m_scans->open({path});
}

void Shell::openMessage(const QString& path) {
    goTo(kInbox);
    using Opened = std::pair<std::int64_t, app::Folder>;
    const auto open = [file = path.toStdString()](app::Mailbox::Follow follow) {
        return [file, follow](app::Session& session, base::TaskContext& task) -> base::Result<Opened> {
            app::Mailbox mailbox(session);
            MEDVEIL_ASSIGN(const std::int64_t number, mailbox.openForeignFile(file, task, follow));
            MEDVEIL_ASSIGN(const app::MessageDetail message, mailbox.again(number));
            return Opened(number, message.folder);
        };
    };
    const auto opened = [this, path](base::Result<Opened> number) {
        if (!number && number.error().code == base::ErrorCode::kUnsupported) {
            openScans(path);
            return;
        }
        if (!number) {
            m_inbox->banner().showError(number.error());
            return;
        }
        // One's own cover holds a message of Sent.
        const bool received = number->second == app::Folder::kInbox;
        goTo(received ? kInbox : kSent);
        (received ? m_inbox : m_sent)->open(number->first);
    };
    // Only what is not here waits for the share.
    m_lane->ask(this, open(app::Mailbox::Follow::kNothing),
                [this, open, opened](base::Result<Opened> number) {
                    if (!number && number.error().code == base::ErrorCode::kShareOffline)
                        m_lane->askShare(this, open(app::Mailbox::Follow::kTickets), opened);
                    else
                        opened(std::move(number));
                });
}

std::unique_ptr<app::SessionLane> Shell::takeLane() {
    return std::move(m_lane);
}

void Shell::prepareToLock() {
    m_compose->saveDraft();
    app::Workspace workspace;
    workspace.place = static_cast<std::size_t>(m_pages->currentIndex());
    workspace.received = m_inbox->shown();
    workspace.sent = m_sent->shown();
    m_scans->keep(workspace);
    m_lane->ask(
        nullptr,
        [workspace = std::move(workspace)](app::Session& session, base::TaskContext&) {
            return app::Workspaces(session).save(workspace);
        },
        [](const base::Result<void>&) {});
}

void Shell::takeUpWork() {
    m_lane->ask(
        this, [](app::Session& session, base::TaskContext&) { return app::Workspaces(session).take(); },
        [this](base::Result<std::optional<app::Workspace>> kept) {
            if (!kept || !*kept)
                return;
            const auto& workspace = **kept;
            m_scans->restore(workspace);
            if (workspace.received != 0)
                m_inbox->open(workspace.received);
            if (workspace.sent != 0)
                m_sent->open(workspace.sent);
            // Who went somewhere else meanwhile stays there.
            if (m_pages->currentIndex() == kInbox &&
                workspace.place < static_cast<std::size_t>(m_places.size()))
                goTo(static_cast<int>(workspace.place));
        });
}

void Shell::find() {
    goTo(kInbox);
    m_inbox->findChild<QLineEdit*>()->setFocus();
}

void Shell::showKeys() {
    auto& banner = m_places[m_pages->currentIndex()]->banner();
    banner.show(
        Banner::Kind::kInfo, tr("Keys"),
        tr("Ctrl+1 to Ctrl+8: places.  Ctrl+N: new message.  Ctrl+K: find.  F5: look at the shared folder.  "
           "Ctrl+L: lock.  Tab and the arrow keys reach everything."));
    banner.closeOnEscape();
}

}  // namespace medveil::ui
