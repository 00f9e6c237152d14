#include "ui/scans/share_panel.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

SharePanel::SharePanel(app::SessionLane& lane)
    : m_whose(label({})),
      m_send(primaryButton(tr("Send in a message…"))),
      m_people(new PeoplePicker(lane)),
      m_seal(button(tr("Seal the file…"))),
      m_hide(button(tr("Hide a file in it…"))),
      m_picture(button(tr("Save this image as a picture…"))),
      m_copy(button(tr("Save a copy of the file…"))) {
    m_people->setAccessibleName(tr("People to share with"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    column->addWidget(m_whose);
    column->addWidget(m_send);
    column->addWidget(label(tr("For these people, without a message"), TextRole::kHeading));
    column->addWidget(m_people);
    column->addWidget(m_seal);
    column->addWidget(m_hide);
    column->addWidget(
        label(tr("What is hidden in a scan changes it by one step at most, is said openly on every "
                 "screen, and can be taken out again: then every pixel is as it was."),
              TextRole::kQuiet));
    column->addWidget(label(tr("In the clear"), TextRole::kHeading));
    column->addWidget(m_picture);
    column->addWidget(m_copy);
    column->addStretch();
    connect(m_people, &QListWidget::itemChanged, this, &SharePanel::updateButtons);
    connect(m_send, &QPushButton::clicked, this, &SharePanel::wantsSend);
    connect(m_seal, &QPushButton::clicked, this, &SharePanel::wantsSeal);
    connect(m_hide, &QPushButton::clicked, this, &SharePanel::wantsHide);
    connect(m_picture, &QPushButton::clicked, this, &SharePanel::wantsPicture);
    connect(m_copy, &QPushButton::clicked, this, &SharePanel::wantsCopy);
    updateButtons();
}

void SharePanel::showScan(bool there, const QString& patient, bool restored) {
    m_there = there;
    m_restored = restored;
    m_patient = patient;
    updateButtons();
}

void SharePanel::updateButtons() {
    m_whose->setText(!m_there              ? tr("Open a scan first.")
                     : m_patient.isEmpty() ? tr("The scan names no patient.")
                                           : tr("The scan is of %1.").arg(isolated(m_patient)));
    const auto names = m_people->names();
    m_send->setText(m_patient.isEmpty() ? tr("Send in a message…") : tr("Send %1…").arg(isolated(m_patient)));
    m_seal->setText(names.isEmpty() ? tr("Seal the file…") : tr("Seal the file for %1…").arg(names));
    m_hide->setText(names.isEmpty() ? tr("Hide a file in it…") : tr("Hide a file in it for %1…").arg(names));
    m_copy->setText(m_restored ? tr("Save the original…") : tr("Save a copy of the file…"));
    for (auto* each : {m_send, m_picture, m_copy})
        each->setEnabled(m_there);
    m_seal->setEnabled(m_there && !names.isEmpty());
    // One reader each: the key is the one that two people share.
    m_hide->setEnabled(m_there && m_people->chosen().size() == 1);
}

}  // namespace medveil::ui
