// What a file says about itself, line by line, with a search. Owned by the Scans place; the window's thread.
#pragma once

#include <QTreeWidget>

#include "app/services/scans.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

class DetailsPanel final : public QWidget {
    Q_OBJECT
  public:
    DetailsPanel();
    void show(const std::vector<app::ScanElement>& elements);
    void clear();

  private:
    void filter();
    QLineEdit* m_search;
    QTreeWidget* m_lines;
    QLabel* m_count;
};

}  // namespace medveil::ui
