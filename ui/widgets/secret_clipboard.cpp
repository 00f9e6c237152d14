#include "ui/widgets/secret_clipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QPointer>
#include <QTimer>

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {
constexpr int kMilliseconds = 60'000;

/// The clipboard deletes it once somebody else has copied something.
QPointer<QMimeData>& given() {
    static QPointer<QMimeData> data;
    return data;
}
}  // namespace

void copySecret(const QString& text) {
    auto* data = new QMimeData;
    data->setText(text);
    data->setData(u"x-kde-passwordManagerHint"_s, "secret");
    QGuiApplication::clipboard()->setMimeData(data);
    given() = data;
    // By its object, not by its text: a copy of that would outlive a lock.
    QTimer::singleShot(kMilliseconds, qApp, [one = QPointer<QMimeData>(data)] {
        if (one)
            QGuiApplication::clipboard()->clear();
    });
}

void clearOwnClipboard() {
    auto* clipboard = QGuiApplication::clipboard();
    if (given() || clipboard->ownsClipboard())
        clipboard->clear();
    if (clipboard->supportsSelection() && clipboard->ownsSelection())
        clipboard->clear(QClipboard::Selection);
}

}  // namespace medveil::ui
