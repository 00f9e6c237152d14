#include "ui/places/message_model.h"

#include <QCoreApplication>
#include <QPainter>

#include "app/services/mailbox.h"
#include "ui/places/patient_card.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

namespace {
// Free functions name the context in full: lupdate does not find it by the class.
constexpr std::size_t kPage = 100;

QString patientLine(const app::MessageRow& row) {
    return row.patient.present
               ? patientText(row.patient).replace(QChar::LineFeed, QStringLiteral("  ·  "))
               : QCoreApplication::translate("medveil::ui::MessageModel", "Concerns no patient");
}
}  // namespace

QString deliveryText(app::Delivery state) {
    switch (state) {
        case app::Delivery::kQueued:
            return QCoreApplication::translate("medveil::ui::MessageModel", "Waiting for the shared folder");
        case app::Delivery::kPublished:
            return QCoreApplication::translate("medveil::ui::MessageModel", "In the shared folder");
        case app::Delivery::kDelivered:
            return QCoreApplication::translate("medveil::ui::MessageModel", "Delivered");
        case app::Delivery::kRead:
            return QCoreApplication::translate("medveil::ui::MessageModel", "Read");
        case app::Delivery::kRejected:
            return QCoreApplication::translate("medveil::ui::MessageModel", "Rejected");
        case app::Delivery::kExpired:
            return QCoreApplication::translate("medveil::ui::MessageModel", "Expired");
    }
    return {};
}

QString damagedText() {
    return QCoreApplication::translate("medveil::ui::MessageModel", "This message is damaged");
}

QString stateText(const app::MessageRow& row) {
    if (row.damaged)
        return QCoreApplication::translate("medveil::ui::MessageModel", "damaged");
    if (row.folder == app::Folder::kInbox)
        return row.read ? QCoreApplication::translate("medveil::ui::MessageModel", "read")
                        : QCoreApplication::translate("medveil::ui::MessageModel", "new");
    if (row.inState >= row.recipients)
        return deliveryText(row.state);
    return QCoreApplication::translate("medveil::ui::MessageModel", "%1 (%2 of %3 people)")
        .arg(deliveryText(row.state))
        .arg(row.inState)
        .arg(row.recipients);
}

MessageModel::MessageModel(app::SessionLane& lane, app::Folder folder, QObject* parent)
    : QAbstractListModel(parent), m_lane(lane), m_folder(folder) {}

int MessageModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant MessageModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto& message = row(index.row());
    if (role == Qt::DisplayRole)
        return toQt(message.people);
    // What the row says is not to be believed, so it is not read out as if it were.
    if (role == Qt::AccessibleTextRole && message.damaged)
        return tr("This message is damaged. %1, %2").arg(toQt(message.people), whenText(message.time));
    if (role == Qt::AccessibleTextRole) {
        return tr("%1, %2, %3, %4")
            .arg(toQt(message.people), patientLine(message), whenText(message.time), stateText(message));
    }
    return {};
}

bool MessageModel::canFetchMore(const QModelIndex& parent) const {
    return !parent.isValid() && !m_complete && !m_loading;
}

void MessageModel::fetchMore(const QModelIndex&) {
    m_loading = true;
    app::PageMark after;
    if (!m_rows.empty())
        after = {m_rows.back().time, m_rows.back().number};
    const auto request = m_request;
    m_lane.ask(
        this,
        [folder = m_folder, after, patient = m_patient](app::Session& session, base::TaskContext&) {
            app::Mailbox mailbox(session);
            return patient ? mailbox.pageOf(*patient, folder, after, kPage)
                           : mailbox.page(folder, after, kPage);
        },
        [this, request](base::Result<std::vector<app::MessageRow>> rows) {
            if (request != m_request)
                return;
            m_loading = false;
            if (!rows) {
                Q_EMIT failed(rows.error());
                return;
            }
            m_complete = rows->size() < kPage;
            append(std::move(*rows));
            Q_EMIT loaded();
        });
}

void MessageModel::append(std::vector<app::MessageRow> rows) {
    if (rows.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(rows.size()) - 1);
    std::move(rows.begin(), rows.end(), std::back_inserter(m_rows));
    endInsertRows();
}

void MessageModel::reload(const QString& words, const std::optional<app::Patient>& patient,
                          std::int64_t upTo) {
    const auto request = ++m_request;
    m_loading = true;
    const bool same = words == m_words && patient == m_patient;
    m_words = words;
    m_patient = patient;
    const auto text = fromQt(words.trimmed());
    const auto most = same ? std::max(kPage, m_rows.size()) : kPage;
    m_lane.ask(
        this,
        [folder = m_folder, text, patient, most, upTo](app::Session& session, base::TaskContext&)
            -> base::Result<std::pair<std::vector<app::MessageRow>, bool>> {
            app::Mailbox mailbox(session);
            auto count = most;
            if (upTo != 0) {
                MEDVEIL_ASSIGN(const std::uint64_t above, mailbox.newerThan(upTo));
                count = std::max(count, static_cast<std::size_t>(above) + 1);
            }
            auto rows = !text.empty() ? mailbox.search(text, folder, count)
                        : patient     ? mailbox.pageOf(*patient, folder, {}, count)
                                      : mailbox.page(folder, {}, count);
            if (!rows)
                return base::fail(std::move(rows).error());
            const bool complete = !text.empty() || rows->size() < count;
            return std::pair(std::move(*rows), complete);
        },
        [this, request](base::Result<std::pair<std::vector<app::MessageRow>, bool>> rows) {
            if (request != m_request)
                return;
            m_loading = false;
            if (!rows) {
                Q_EMIT failed(rows.error());
                return;
            }
            beginResetModel();
            m_complete = rows->second;
            m_rows = std::move(rows->first);
            endResetModel();
            Q_EMIT loaded();
        });
}

int MessageModel::rowOf(std::int64_t number) const {
    const auto found = std::ranges::find(m_rows, number, &app::MessageRow::number);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

void MessageModel::markRead(int index) {
    m_rows[static_cast<std::size_t>(index)].read = true;
    Q_EMIT dataChanged(this->index(index), this->index(index));
}

namespace {
void paintDamaged(QPainter* painter, const QStyleOptionViewItem& option, QRect line, const QColor& colour) {
    const bool mirrored = option.direction == Qt::RightToLeft;
    const int x = mirrored ? line.right() - 16 : line.left();
    icon(QStringLiteral("warning"), colour).paint(painter, QRect(x, line.top() + 1, 16, 16));
    line = mirrored ? line.adjusted(0, 0, -22, 0) : line.adjusted(22, 0, 0, 0);
    painter->setPen(colour);
    painter->drawText(
        line, static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter)),
        option.fontMetrics.elidedText(damagedText(), Qt::ElideRight, line.width()));
}

void paintEdge(QPainter* painter, const QStyleOptionViewItem& option, const QColor& focus) {
    painter->save();
    painter->setPen(currentColours().line);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(QPen(focus, 2));
        painter->drawRect(option.rect.adjusted(2, 2, -3, -3));
    }
    painter->restore();
}
}  // namespace

void MessageDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const auto* model = qobject_cast<const MessageModel*>(index.model());
    const auto& row = model->row(index.row());
    const auto& c = currentColours();
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    painter->fillRect(option.rect, selected ? c.accent : c.surface);
    const auto inner = option.rect.adjusted(16, 8, -16, -8);
    const auto main = selected ? c.onAccent : c.text;
    const auto quiet = selected ? c.onAccent : c.quiet;
    const bool fresh = row.folder == app::Folder::kInbox && !row.read && !row.damaged;
    auto bold = option.font;
    bold.setWeight(fresh ? QFont::Bold : QFont::DemiBold);
    const int line = QFontMetrics(option.font).height() + 2;
    const auto lineAt = [&](int n) {
        return QRect(inner.left(), inner.top() + n * line, inner.width(), line);
    };
    const auto elided = [](const QFontMetrics& font, const QString& text, int width) {
        return isolated(font.elidedText(text, Qt::ElideRight, width));
    };
    const auto direction = option.direction;
    const auto left = QStyle::visualAlignment(direction, Qt::AlignLeft | Qt::AlignVCenter);
    const auto right = QStyle::visualAlignment(direction, Qt::AlignRight | Qt::AlignVCenter);

    const auto when = whenText(row.time);
    const int whenWidth = QFontMetrics(option.font).horizontalAdvance(when) + 12;
    auto first = lineAt(0);
    first = direction == Qt::RightToLeft ? first.adjusted(whenWidth, 0, 0, 0)
                                         : first.adjusted(0, 0, -whenWidth, 0);
    painter->setFont(bold);
    painter->setPen(main);
    const auto name = (fresh ? QStringLiteral("● ") : QString()) + toQt(row.people);
    painter->drawText(first, static_cast<int>(left), elided(QFontMetrics(bold), name, first.width()));
    painter->setFont(option.font);
    painter->setPen(quiet);
    painter->drawText(lineAt(0), static_cast<int>(right), when);
    if (row.damaged) {
        paintDamaged(painter, option, lineAt(1), selected ? c.onAccent : c.bad);
        painter->restore();
        return paintEdge(painter, option, main);
    }
    painter->setPen(main);
    painter->drawText(lineAt(1), static_cast<int>(left),
                      option.fontMetrics.elidedText(patientLine(row), Qt::ElideRight, inner.width()));
    painter->setPen(quiet);
    auto third = row.folder == app::Folder::kSent ? stateText(row) : toQt(row.beginning).simplified();
    auto last = lineAt(2);
    int offset = 0;
    for (const auto& [shown, name2] : {std::pair(row.hiding != app::Hiding::kNone, QStringLiteral("hidden")),
                                       std::pair(row.attachments > 0, QStringLiteral("attach"))}) {
        if (!shown)
            continue;
        offset += 20;
        const int x = direction == Qt::RightToLeft ? last.left() + offset - 20 : last.right() - offset + 2;
        icon(name2, quiet).paint(painter, QRect(x, last.top() + 1, 16, 16));
    }
    last = direction == Qt::RightToLeft ? last.adjusted(offset, 0, 0, 0) : last.adjusted(0, 0, -offset, 0);
    painter->drawText(last, static_cast<int>(left), elided(option.fontMetrics, third, last.width()));
    painter->restore();
    paintEdge(painter, option, main);
}

QSize MessageDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {200, 3 * (QFontMetrics(option.font).height() + 2) + 18};
}

}  // namespace medveil::ui
