// The bar of places at the window's side, and the lock. Where there is not room for all of them it scrolls;
// the lock stays where it is. Owned by the shell.
#pragma once

#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace medveil::ui {

/// An icon and the name below it, with room for letters that go below the line.
class PlaceButton final : public QToolButton {
    Q_OBJECT
  public:
    PlaceButton(const QString& iconName, const QString& name);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
};

class PlaceBar final : public QWidget {
    Q_OBJECT
  public:
    PlaceBar();
    void add(const QString& iconName, const QString& name);
    void setCurrent(int place);
    int count() const { return static_cast<int>(m_buttons.size()); }

  Q_SIGNALS:
    void chosen(int place);
    void wantsLock();

  private:
    void fitWidth();
    QScrollArea* m_scroll;
    QVBoxLayout* m_column;
    QList<PlaceButton*> m_buttons;
};

}  // namespace medveil::ui
