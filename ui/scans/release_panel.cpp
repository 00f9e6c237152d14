#include "ui/scans/release_panel.h"

#include <QHeaderView>

#include "app/messages/error_text.h"
#include "app/services/saving.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

ReleasePanel::ReleasePanel()
    : m_queue(label({})),
      m_uids(new QCheckBox(tr("Keep identifiers of studies"))),
      m_device(new QCheckBox(tr("Keep the device"))),
      m_institution(new QCheckBox(tr("Keep the institution"))),
      m_patient(new QCheckBox(tr("Keep age, sex, size and weight"))),
      m_dates(new QComboBox),
      m_signed(new QCheckBox(tr("I looked: no image names anybody"))),
      m_release(primaryButton(tr("Write copies without names…"))),
      m_summary(label({})),
      m_report(new QTreeWidget),
      m_save(button(tr("Save report…"))) {
    m_dates->addItems({tr("Remove dates"), tr("Move dates by secret days"), tr("Keep dates")});
    m_dates->setAccessibleName(tr("Dates"));
    m_report->setHeaderLabels({tr("File"), tr("Outcome")});
    m_report->setAccessibleName(tr("Report"));
    m_report->header()->resizeSection(0, 150);
    m_report->hide();
    m_save->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    column->addWidget(m_queue);
    for (auto* each : {m_uids, m_device, m_institution, m_patient})
        column->addWidget(each);
    column->addWidget(m_dates);
    column->addWidget(
        label(tr("Regions that you drew are covered for good in the copies. Faces can be rebuilt from "
                 "head scans, whatever is removed."),
              TextRole::kQuiet));
    column->addWidget(m_signed);
    column->addWidget(m_release);
    column->addWidget(m_summary);
    column->addWidget(m_report, 1);
    column->addWidget(m_save);
    column->addStretch();
    connect(m_signed, &QCheckBox::toggled, this, &ReleasePanel::updateButtons);
    connect(m_release, &QPushButton::clicked, this, &ReleasePanel::wantsRelease);
    connect(m_save, &QPushButton::clicked, this, [this] { Q_EMIT wantsReportSaved(reportText()); });
    showQueue({}, {}, 0, 0);
}

void ReleasePanel::showQueue(const QStringList& series, const QStringList& patients, std::size_t images,
                             std::size_t seen) {
    const bool changed = m_series != series;
    m_series = series;
    m_onePatient = patients.size() < 2;
    m_allSeen = images > 0 && seen >= images;
    QStringList lines;
    if (series.isEmpty()) {
        lines << tr("Choose series in the list: several make a batch.");
    } else {
        lines << tr("%n series chosen.", nullptr, static_cast<int>(series.size())) + u' ' +
                     tr("%1 of %2 images were on the screen.").arg(seen).arg(images);
        if (!m_onePatient)
            lines << tr("They are of %n patients: choose those of one.", nullptr,
                        static_cast<int>(patients.size()));
        lines << patients;
    }
    m_queue->setText(lines.join(u'\n'));
    m_signed->setToolTip(m_allSeen ? QString() : tr("Every image of what is chosen has to be shown first."));
    if (changed || !m_allSeen)
        m_signed->setChecked(false);
    updateButtons();
}

void ReleasePanel::updateButtons() {
    m_signed->setEnabled(m_allSeen && !m_busy);
    m_release->setEnabled(m_signed->isChecked() && !m_series.isEmpty() && m_onePatient && !m_busy);
}

void ReleasePanel::setBusy(bool busy) {
    m_busy = busy;
    updateButtons();
}

app::DeidentifyChoice ReleasePanel::choice() const {
    app::DeidentifyChoice choice;
    choice.keepUids = m_uids->isChecked();
    choice.keepDevice = m_device->isChecked();
    choice.keepInstitution = m_institution->isChecked();
    choice.keepPatient = m_patient->isChecked();
    choice.shiftDates = m_dates->currentIndex() == 1;
    choice.keepDates = m_dates->currentIndex() == 2;
    choice.pixelsChecked = m_signed->isChecked();
    return choice;
}

void ReleasePanel::showReport(const std::vector<app::DeidentifiedFile>& files, const QString& folder) {
    m_report->clear();
    int written = 0;
    for (const auto& file : files) {
        const bool good = !file.copy.empty();
        written += good;
        const auto outcome = good ? toQt(file.copy.filename().string())
                                  : tr("NOT written: %1").arg(app::errorText(file.refused.code).title);
        auto* line = new QTreeWidgetItem(m_report, {toQt(app::shownFileName(file.file)), outcome});
        for (const auto& warning : file.warnings)
            new QTreeWidgetItem(line, {tr("Look at"), toQt(warning)});
        for (const auto& done : file.done)
            new QTreeWidgetItem(line, {tr("Done"), toQt(done)});
        line->setExpanded(!file.warnings.empty() && files.size() < 10);
    }
    m_summary->setText(tr("%1 of %2 copies written to %3. Signed for in the audit log.")
                           .arg(written)
                           .arg(files.size())
                           .arg(folder));
    m_report->show();
    m_save->show();
    m_signed->setChecked(false);
}

QString ReleasePanel::reportText() const {
    QStringList lines{m_summary->text()};
    for (int i = 0; i < m_report->topLevelItemCount(); ++i) {
        const auto* file = m_report->topLevelItem(i);
        lines << file->text(0) + u": "_s + file->text(1);
        for (int k = 0; k < file->childCount(); ++k)
            lines << u"    "_s + file->child(k)->text(0) + u": "_s + file->child(k)->text(1);
    }
    return lines.join(u'\n') + u'\n';
}

}  // namespace medveil::ui
