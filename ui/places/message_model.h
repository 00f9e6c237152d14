// The rows of Inbox, Sent and a search: read a page at a time, as the list is scrolled. Window's thread.
#pragma once

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include "app/jobs/session_lane.h"
#include "app/model/types.h"

namespace medveil::ui {

class MessageModel final : public QAbstractListModel {
    Q_OBJECT
  public:
    MessageModel(app::SessionLane& lane, app::Folder folder, QObject* parent);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    const app::MessageRow& row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }
    app::Folder folder() const { return m_folder; }
    /// Empty words: the whole folder, or what concerns the patient. As many rows as before where the question
    /// is the same, and enough to hold the message `upTo`.
    void reload(const QString& words, const std::optional<app::Patient>& patient, std::int64_t upTo = 0);
    /// -1 where no row is of this message.
    int rowOf(std::int64_t number) const;
    void markRead(int index);

  Q_SIGNALS:
    void loaded();
    void failed(base::Error error);

  private:
    void append(std::vector<app::MessageRow> rows);
    app::SessionLane& m_lane;
    app::Folder m_folder;
    std::vector<app::MessageRow> m_rows;
    QString m_words;
    std::optional<app::Patient> m_patient;
    bool m_complete = false;
    bool m_loading = false;
    unsigned m_request = 0;
};

/// Who and when, the patient, the beginning: three lines.
class MessageDelegate final : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

QString deliveryText(app::Delivery state);
/// What a list says of a message: one word for it, wherever it stands. For several people how far it went for
/// those for whom it went least far, and for how many that is.
QString stateText(const app::MessageRow& row);

}  // namespace medveil::ui
