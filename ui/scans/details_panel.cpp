#include "ui/scans/details_panel.h"

#include <QHeaderView>

namespace medveil::ui {

DetailsPanel::DetailsPanel()
    : m_search(new QLineEdit), m_lines(new QTreeWidget), m_count(label({}, TextRole::kQuiet)) {
    m_search->setPlaceholderText(tr("Search names, tags and values"));
    m_search->setAccessibleName(tr("Search the details"));
    m_search->setClearButtonEnabled(true);
    m_lines->setAccessibleName(tr("Details"));
    m_lines->setHeaderLabels({tr("Name"), tr("Value"), tr("Tag")});
    m_lines->setRootIsDecorated(true);
    m_lines->setUniformRowHeights(true);
    m_lines->setAlternatingRowColors(false);
    m_lines->header()->resizeSection(0, 190);
    m_lines->header()->resizeSection(1, 150);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->addWidget(m_search);
    column->addWidget(m_lines, 1);
    column->addWidget(m_count);
    connect(m_search, &QLineEdit::textChanged, this, &DetailsPanel::filter);
}

void DetailsPanel::show(const std::vector<app::ScanElement>& elements) {
    m_lines->clear();
    QList<QTreeWidgetItem*> top;
    QList<QTreeWidgetItem*> open;  // the last line of each depth
    for (const auto& element : elements) {
        auto* line = new QTreeWidgetItem({toQt(element.name), toQt(element.value), toQt(element.tag)});
        line->setToolTip(1, toQt(element.value));
        const auto depth = static_cast<qsizetype>(element.depth);
        open.resize(std::min(depth, open.size()));
        if (depth > 0 && depth == open.size())
            open.last()->addChild(line);
        else
            top << line;
        open << line;
    }
    m_lines->addTopLevelItems(top);
    filter();
}

void DetailsPanel::clear() {
    m_lines->clear();
    m_count->clear();
}

void DetailsPanel::filter() {
    const auto words = m_search->text();
    int found = 0;
    const std::function<bool(QTreeWidgetItem*)> visit = [&](QTreeWidgetItem* line) {
        bool inside = false;
        for (int i = 0; i < line->childCount(); ++i)
            inside = visit(line->child(i)) || inside;
        const bool own = words.isEmpty() || line->text(0).contains(words, Qt::CaseInsensitive) ||
                         line->text(1).contains(words, Qt::CaseInsensitive) ||
                         line->text(2).contains(words, Qt::CaseInsensitive);
        found += own;
        line->setHidden(!own && !inside);
        if (inside && !words.isEmpty())
            line->setExpanded(true);
        return own || inside;
    };
    for (int i = 0; i < m_lines->topLevelItemCount(); ++i)
        visit(m_lines->topLevelItem(i));
    m_count->setText(tr("%n lines", nullptr, found));
}

}  // namespace medveil::ui
