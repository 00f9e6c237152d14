// Pieces in a row that breaks where there is no more room, from the side where reading begins. A plain
// layout: the window's thread.
#pragma once

#include <QLayout>

namespace medveil::ui {

class FlowLayout final : public QLayout {
    Q_OBJECT
  public:
    explicit FlowLayout(int spacing);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override { m_items << item; }
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem* itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    /// All in one row.
    QSize sizeHint() const override;
    /// The widest piece alone.
    QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;

  private:
    enum class Then { kMeasure, kPlace };
    int arrange(const QRect& rect, Then then) const;
    QList<QLayoutItem*> m_items;
};

}  // namespace medveil::ui
