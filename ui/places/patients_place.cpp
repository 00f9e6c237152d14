#include "ui/places/patients_place.h"

#include <QFormLayout>

#include "app/services/patients.h"
#include "ui/places/patient_card.h"
#include "ui/theme/theme.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

app::Patient patientOf(const app::PatientRow& row) {
    return {true, row.id, row.name, row.authority};
}

}  // namespace

PatientsPlace::PatientsPlace(app::SessionLane& lane)
    : Place(lane),
      m_search(new QLineEdit),
      m_list(new QListWidget),
      m_pages(new QStackedWidget),
      m_detail(nullptr),
      m_who(label({}, TextRole::kHeading)),
      m_source(label({}, TextRole::kQuiet)),
      m_received(button({})),
      m_sent(button({})),
      m_begin(button(tr("Correct this patient's name…"))),
      m_correction(nullptr),
      m_name(new QLineEdit),
      m_reason(new QLineEdit),
      m_write(primaryButton({})) {
    m_search->setPlaceholderText(tr("Search by name or whole number"));
    m_search->setAccessibleName(tr("Search patients"));
    m_search->setClearButtonEnabled(true);
    m_list->setAccessibleName(tr("Patients"));
    m_list->setSpacing(2);
    m_pages->addWidget(m_list);
    m_pages->addWidget(
        scrolled(emptyState(u"patients"_s, tr("No patients yet"),
                            tr("Everybody whom a message concerns appears here, with their messages."))));
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(24, 16, 24, 16);
    page->setSpacing(12);
    page->addWidget(m_banner);
    page->addWidget(label(tr("Patients"), TextRole::kTitle));
    page->addWidget(m_search);
    page->addWidget(m_pages, 1);
    page->addWidget(buildDetail());
    connect(m_search, &QLineEdit::textChanged, this, &PatientsPlace::refresh);
    connect(m_list, &QListWidget::currentRowChanged, this, &PatientsPlace::show);
    connect(m_list, &QListWidget::itemActivated, this, [this] {
        if (const auto* row = chosen())
            Q_EMIT wantsMessagesOf(patientOf(*row), app::Folder::kInbox);
    });
}

QWidget* PatientsPlace::buildDetail() {
    auto* column = new QVBoxLayout;
    column->setSpacing(8);
    column->addWidget(m_who);
    column->addWidget(m_source);
    auto* actions = new QHBoxLayout;
    for (auto* each : {m_received, m_sent, m_begin})
        actions->addWidget(each);
    actions->addStretch();
    column->addLayout(actions);
    column->addWidget(buildCorrection());
    for (const auto& [each, folder] :
         {std::pair(m_received, app::Folder::kInbox), std::pair(m_sent, app::Folder::kSent)}) {
        connect(each, &QPushButton::clicked, this, [this, folder = folder] {
            if (const auto* row = chosen())
                Q_EMIT wantsMessagesOf(patientOf(*row), folder);
        });
    }
    connect(m_begin, &QPushButton::clicked, this, &PatientsPlace::beginCorrection);
    m_detail = card(column);
    m_detail->hide();
    return m_detail;
}

QWidget* PatientsPlace::buildCorrection() {
    m_correction = new QWidget;
    auto* form = new QFormLayout(m_correction);
    form->setContentsMargins(0, 8, 0, 0);
    m_name->setAccessibleName(tr("Right name"));
    m_reason->setAccessibleName(tr("Reason"));
    m_name->setMaxLength(100);
    m_reason->setMaxLength(120);
    form->addRow(tr("Right name"), m_name);
    form->addRow(tr("Reason"), m_reason);
    form->addRow(
        label(tr("Both names and the reason are kept in the audit log. Messages stay as they were written."),
              TextRole::kQuiet));
    auto* actions = new QHBoxLayout;
    auto* cancel = button(tr("Cancel"));
    actions->addWidget(m_write);
    actions->addWidget(cancel);
    actions->addStretch();
    form->addRow(actions);
    for (auto* field : {m_name, m_reason})
        connect(field, &QLineEdit::textChanged, this, &PatientsPlace::updateCorrection);
    connect(m_write, &QPushButton::clicked, this, &PatientsPlace::correct);
    connect(cancel, &QPushButton::clicked, m_correction, &QWidget::hide);
    m_correction->hide();
    return m_correction;
}

const app::PatientRow* PatientsPlace::chosen() const {
    const auto row = m_list->currentRow();
    return row < 0 || row >= static_cast<int>(m_rows.size()) ? nullptr
                                                             : &m_rows[static_cast<std::size_t>(row)];
}

void PatientsPlace::show() {
    const auto* row = chosen();
    m_detail->setVisible(row != nullptr);
    m_correction->hide();
    if (row == nullptr)
        return;
    m_who->setText(patientText(patientOf(*row)));
    m_source->setText(!row->saidBy.empty() && row->doubtful
                          ? tr("%1 wrote this name; nobody has compared that person's safety number.")
                                .arg(isolated(toQt(row->saidBy)))
                      : !row->saidBy.empty() ? tr("%1 wrote this name.").arg(isolated(toQt(row->saidBy)))
                      : row->damaged ? tr("Who wrote this name cannot be read any more. Correct the name, or "
                                          "confirm it as it is.")
                      : row->doubtful ? tr("Nobody vouches for this name.")
                                      : tr("You wrote this name."));
    m_received->setText(tr("%n received message(s)", nullptr, static_cast<int>(row->received)));
    m_sent->setText(tr("%n sent message(s)", nullptr, static_cast<int>(row->sent)));
}

void PatientsPlace::beginCorrection() {
    const auto* row = chosen();
    if (row == nullptr)
        return;
    m_name->setText(toQt(row->name));
    m_reason->clear();
    m_correction->show();
    m_name->setFocus();
    m_name->selectAll();
    updateCorrection();
}

void PatientsPlace::updateCorrection() {
    const auto* row = chosen();
    if (row == nullptr)
        return;
    const auto name = m_name->text().trimmed();
    m_write->setText(tr("Number %1 is %2, not %3")
                         .arg(isolated(toQt(row->id)), isolated(name), isolated(toQt(row->name))));
    m_write->setEnabled(!name.isEmpty() && !m_reason->text().trimmed().isEmpty() &&
                        (name != toQt(row->name) || row->doubtful || !row->saidBy.empty()));
}

void PatientsPlace::correct() {
    const auto* row = chosen();
    if (row == nullptr)
        return;
    m_lane.ask(
        this,
        [patient = patientOf(*row), name = fromQt(m_name->text().trimmed()),
         reason = fromQt(m_reason->text().trimmed())](app::Session& session, base::TaskContext&) {
            return app::Patients(session).correct(patient, name, reason);
        },
        [this, old = toQt(row->name), name = m_name->text().trimmed()](base::Result<void> done) {
            if (!done) {
                m_banner->showError(done.error());
                return;
            }
            m_banner->show(Banner::Kind::kGood, tr("The name was corrected"),
                           tr("%1 is now %2.").arg(isolated(old), isolated(name)));
            refresh();
        });
}

void PatientsPlace::refresh() {
    m_lane.ask(
        this,
        [text = fromQt(m_search->text().trimmed())](app::Session& session, base::TaskContext&) {
            return app::Patients(session).list(text, 500);
        },
        [this, request = ++m_request](base::Result<std::vector<app::PatientRow>> rows) {
            if (request != m_request)
                return;
            if (!rows) {
                m_banner->showError(rows.error());
                return;
            }
            const auto* before = chosen();
            const auto kept = before != nullptr ? std::pair(before->authority, before->id)
                                                : std::pair(std::string(), std::string());
            const QSignalBlocker quiet(m_list);
            m_list->clear();
            m_rows = std::move(*rows);
            for (const auto& row : m_rows) {
                const auto count = tr("%n message(s)", nullptr, static_cast<int>(row.received + row.sent));
                m_list->addItem(new QListWidgetItem(icon(u"patients"_s),
                                                    patientText(patientOf(row)) + u"  ·  "_s + count));
                if (!row.id.empty() && std::pair(row.authority, row.id) == kept)
                    m_list->setCurrentRow(m_list->count() - 1);
            }
            m_pages->setCurrentIndex(m_rows.empty() && m_search->text().isEmpty() ? 1 : 0);
            // What the list no longer holds is not shown beside it.
            show();
        });
}

}  // namespace medveil::ui
