#include "ui/places/patient_card.h"

#include <QLocale>

#include "app/messages/error_text.h"
#include "ui/theme/theme.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

app::Patient patientOf(const app::OtherPatient& other) {
    return {true, other.id, other.name, other.authority};
}

bool isUnknown(const app::OtherPatient& other) {
    return other.id.empty() && other.name.empty();
}

QFrame* side(const QString& whose, const QString& who) {
    auto* column = new QVBoxLayout;
    column->setSpacing(4);
    column->addWidget(label(whose, TextRole::kQuiet));
    column->addWidget(label(who, TextRole::kHeading));
    column->addStretch();
    auto* frame = card(column);
    frame->setAccessibleName(whose + u": "_s + who);
    return frame;
}

}  // namespace

QString patientText(const app::Patient& patient, const std::string& birthDate) {
    if (!patient.present)
        return PatientCard::tr("nobody");
    QStringList lines;
    if (!patient.name.empty())
        lines << isolated(toQt(patient.name));
    if (!patient.id.empty())
        lines << (patient.authority.empty()
                      ? PatientCard::tr("number %1").arg(isolated(toQt(patient.id)))
                      : PatientCard::tr("number %1 of %2")
                            .arg(isolated(toQt(patient.id)), isolated(toQt(patient.authority))));
    if (!birthDate.empty()) {
        auto date = QDate::fromString(toQt(birthDate), u"yyyyMMdd"_s);
        if (!date.isValid())
            date = QDate::fromString(toQt(birthDate), Qt::ISODate);
        lines << PatientCard::tr("born %1").arg(date.isValid() ? QLocale().toString(date, u"d MMM yyyy"_s)
                                                               : isolated(toQt(birthDate)));
    }
    return lines.join(u'\n');
}

PatientCard::PatientCard(app::SessionLane& lane) : m_lane(lane), m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(12);
    hide();
}

void PatientCard::forget() {
    ++m_request;
    m_stale = true;
    m_looking = false;
    for (auto* tick : m_ticks) {
        if (tick != nullptr)
            tick->setChecked(false);
    }
}

void PatientCard::look(std::shared_ptr<const app::Letter> letter) {
    forget();
    m_looking = true;
    m_lane.ask(
        this,
        [letter](app::Session& session, base::TaskContext& task) {
            return app::Compose(session).checkPatient(*letter, task);
        },
        [this, letter, request = m_request](base::Result<app::PatientCheck> check) {
            if (request != m_request)
                return;
            m_looking = false;
            m_stale = !check.has_value();
            m_problem = check ? base::ErrorCode{} : check.error().code;
            show(letter->patient, check ? std::move(*check) : app::PatientCheck());
            Q_EMIT changed();
        });
}

bool PatientCard::isResolved() const {
    return !m_stale && !m_looking && std::ranges::all_of(m_ticks, [](const QCheckBox* tick) {
        return tick == nullptr || tick->isChecked();
    });
}

std::vector<app::PatientConfirmation> PatientCard::confirmed() const {
    std::vector<app::PatientConfirmation> given;
    for (std::size_t i = 0; i < m_ticks.size() && !m_stale; ++i) {
        if (m_ticks[i] != nullptr && m_ticks[i]->isChecked())
            given.push_back({m_patient, m_check.others[i], m_check.attachments});
    }
    return given;
}

void PatientCard::show(const app::Patient& patient, app::PatientCheck check) {
    m_patient = patient;
    m_check = std::move(check);
    m_ticks.assign(m_check.others.size(), nullptr);
    while (auto* item = m_column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (std::size_t i = 0; i < m_check.others.size(); ++i)
        m_column->addWidget(pair(i));
    if (m_problem != base::ErrorCode{} && m_problem != base::ErrorCode::kCancelled) {
        const auto text = app::errorText(m_problem);
        auto* banner = new Banner;
        banner->show(Banner::Kind::kBad, text.title, text.explanation);
        m_column->addWidget(banner);
    }
    setVisible(m_column->count() > 0);
}

QWidget* PatientCard::pair(std::size_t index) {
    const auto& other = m_check.others[index];
    const auto theirs =
        isUnknown(other) ? tr("could not be read") : patientText(patientOf(other), other.birthDate);
    const auto whose = other.file.empty()
                           ? (other.saidBy.empty() ? tr("In your register of patients")
                                                   : tr("%1 wrote").arg(isolated(toQt(other.saidBy))))
                           : tr("File “%1”").arg(isolated(toQt(other.file)));
    auto* column = new QVBoxLayout;
    column->setSpacing(8);
    auto* title = label(other.advisory     ? tr("Somebody else names this patient differently")
                        : isUnknown(other) ? tr("Whom this file is about could not be read")
                                           : tr("Two different patients"),
                        TextRole::kHeading);
    column->addWidget(title);
    auto* sides = new QHBoxLayout;
    sides->addWidget(side(tr("This message"), patientText(m_patient)));
    sides->addWidget(side(whose, theirs));
    column->addLayout(sides);
    const auto why = app::untoldText(other.untold);
    if (!why.isEmpty())
        column->addWidget(label(why));
    if (other.advisory) {
        column->addWidget(
            label(tr("Nobody has compared that person's safety number. Your message can go out; look "
                     "who is right."),
                  TextRole::kQuiet));
    } else {
        auto* tick =
            new QCheckBox(other.file.empty() ? tr("I have checked: the name in this message is right")
                                             : tr("I have checked: this file belongs in this message"));
        tick->setAccessibleDescription((whose + u": "_s + theirs + u". "_s + why).trimmed());
        connect(tick, &QCheckBox::toggled, this, &PatientCard::changed);
        m_ticks[index] = tick;
        column->addWidget(tick);
    }
    if (!isUnknown(other)) {
        auto* take = button(
            tr("The message is about %1").arg(isolated(toQt(other.name.empty() ? other.id : other.name))));
        connect(take, &QPushButton::clicked, this,
                [this, patient = patientOf(other)] { Q_EMIT wantsPatient(patient); });
        column->addWidget(take, 0, Qt::AlignLeading);
    }
    auto* frame = new QFrame;
    column->setContentsMargins(16, 12, 16, 12);
    frame->setLayout(column);
    frame->setProperty("banner", other.advisory ? u"warn"_s : u"bad"_s);
    frame->setAccessibleName(title->text() + u". "_s + tr("This message") + u": "_s + patientText(m_patient) +
                             (u". "_s + whose + u": "_s + theirs + u". "_s + why).trimmed());
    return frame;
}

}  // namespace medveil::ui
