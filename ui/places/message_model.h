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
    /// Empty words: the whole folder.
    void reload(const QString& words);
    void markRead(int index);

  Q_SIGNALS:
    void loaded();
    void failed(base::Error error);

  private:
    void append(std::vector<app::MessageRow> rows);
    app::SessionLane& m_lane;
    app::Folder m_folder;
    std::vector<app::MessageRow> m_rows;
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

}  // namespace medveil::ui
