#include "ui/places/record_places.h"

#include <QHeaderView>

#include "app/messages/error_text.h"
#include "app/services/audit.h"
#include "ui/theme/theme.h"
#include "ui/widgets/file_question.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

QString actionText(const std::string& action) {
    static const std::pair<const char*, const char*> kTexts[] = {
        {"created", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Profile created")},
        {"unlocked", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Unlocked")},
        {"locked", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Locked")},
        {"sent", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Message sent")},
        {"received", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Message received")},
        {"opened", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Message opened")},
        {"failed", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "File could not be opened")},
        {"exported", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Exported")},
        {"key-seen", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Person's key seen")},
        {"key-changed", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Person's key changed")},
        {"verified", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Safety number compared")},
        {"passphrase-changed", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Passphrase changed")},
        {"vault-key-rotated", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Vault encrypted anew")},
        {"log-damaged", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "The log was found damaged")},
        {"damaged", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Damaged entry")},
        {"recovery-kit-made", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Recovery kit made")},
        {"share-set", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Shared folder set")},
        {"revealed", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Hidden message revealed")},
        {"hidden", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Data hidden in a file")},
        {"log-checked", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Log checked")},
        {"masked", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Image masked")},
        {"sealed-image", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Image sealed")},
        {"restored", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Original restored")},
        {"deidentified", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "De-identified and released")},
        {"accepted", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Person accepted")},
        {"person-removed", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Person removed")},
        {"person-changed", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Person's name or key changed")},
        {"key-kept", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Known key kept")},
        {"message-removed", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Message removed")},
        {"profile-moved", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Profile moved to a new place")},
        {"device-added", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Second device added")},
        {"patient-corrected", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Patient's name corrected")},
        {"damage-removed", QT_TRANSLATE_NOOP("medveil::ui::AuditPlace", "Something damaged removed")},
    };
    for (const auto& [name, text] : kTexts) {
        if (action == name)
            return AuditPlace::tr(text);
    }
    return toQt(action);
}

AuditPlace::AuditPlace(app::SessionLane& lane) : Place(lane), m_rows(new QTreeWidget) {
    m_rows->setHeaderLabels({tr("When"), tr("What"), tr("Who or which"), tr("Outcome")});
    m_rows->setRootIsDecorated(false);
    m_rows->setAlternatingRowColors(true);
    m_rows->setUniformRowHeights(true);
    m_rows->setAccessibleName(tr("Audit log"));
    m_rows->header()->setStretchLastSection(true);
    auto* check = button(tr("Check the log"), u"check"_s);
    auto* save = button(tr("Export…"));
    connect(check, &QPushButton::clicked, this, [this] {
        m_lane.ask(
            this, [](app::Session& session, base::TaskContext&) { return app::Audit(session).verify(); },
            [this](base::Result<void> whole) {
                if (whole)
                    m_banner->show(Banner::Kind::kGood, tr("The log is whole"),
                                   tr("Nothing was altered, removed or moved since it was written."));
                else
                    m_banner->showError(whole.error());
                refresh();
            });
    });
    connect(save, &QPushButton::clicked, this, [this] {
        askWhereToSave(this, tr("Export the log"), u"medveil-log.jsonl"_s, {},
                       [this](const QString& path) { exportTo(path); });
    });
    auto* head = new QHBoxLayout;
    head->addWidget(label(tr("What was done with this vault"), TextRole::kTitle), 1);
    head->addWidget(check);
    head->addWidget(save);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(24, 16, 24, 16);
    page->setSpacing(12);
    page->addWidget(m_banner);
    page->addLayout(head);
    page->addWidget(m_rows, 1);
}

void AuditPlace::exportTo(const QString& path) {
    m_lane.ask(
        this,
        [path = path.toStdString()](app::Session& session, base::TaskContext&) {
            return app::Audit(session).exportTo(path, base::IfThere::kReplace);
        },
        [this, path](base::Result<void> done) {
            if (done)
                m_banner->show(Banner::Kind::kGood, tr("Exported"), path);
            else
                m_banner->showError(done.error());
            refresh();
        });
}

void AuditPlace::refresh() {
    m_lane.ask(
        this, [](app::Session& session, base::TaskContext&) { return app::Audit(session).newest(0, 1000); },
        [this](base::Result<std::vector<app::AuditRow>> rows) {
            if (!rows) {
                m_banner->showError(rows.error());
                return;
            }
            m_rows->clear();
            QList<QTreeWidgetItem*> items;
            for (const auto& row : *rows) {
                const auto outcome =
                    row.outcome == base::ErrorCode{} ? tr("done") : app::errorText(row.outcome).title;
                items << new QTreeWidgetItem({momentText(row.time, QLocale::ShortFormat),
                                              actionText(row.action), toQt(row.note), outcome});
            }
            m_rows->addTopLevelItems(items);
            for (int i = 0; i < 3; ++i)
                m_rows->resizeColumnToContents(i);
        });
}

}  // namespace medveil::ui
