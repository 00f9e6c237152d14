#include "ui/application.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QLocale>
#include <QStandardPaths>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "core/base/process.h"
#include "ui/shell/demonstration.h"
#include "ui/shell/end_signals.h"
#include "ui/shell/main_window.h"
#include "ui/theme/language.h"
#include "ui/theme/theme.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {
/// The end of the program: sessions are closed by now. Whatever still hangs in a dead server, a thread of
/// ours or one of Qt's, is not waited for.
[[noreturn]] void end(int status) {
    constexpr std::chrono::milliseconds kPatience{300};
    (void)app::Lane::waitForAll(kPatience);
    std::fflush(nullptr);
    std::_Exit(status);
}
}  // namespace

void runApplication(int argc, char** argv) {
    base::closeToOthers();
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"medveil"_s);
    QApplication::setApplicationDisplayName(u"Medveil"_s);
    QApplication::setDesktopFileName(u"medveil"_s);
    useLanguage(QLocale::system());
    const bool dark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    applyTheme(dark ? ThemeKind::kDark : ThemeKind::kLight);

    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate(
        "medveil::ui::Application", "Sealed messages, records and scans for named people."));
    parser.addHelpOption();
    const QCommandLineOption profileOption(
        u"profile"_s, QCoreApplication::translate("medveil::ui::Application", "Folder of the profile."),
        u"folder"_s);
    const QCommandLineOption demoOption(
        u"demo"_s, QCoreApplication::translate("medveil::ui::Application", "Show the demonstration ward."));
    parser.addOptions({profileOption, demoOption});
    parser.addPositionalArgument(
        u"file"_s, QCoreApplication::translate("medveil::ui::Application", "A cover or sealed file to open."),
        u"[file]"_s);
    parser.process(application);
    const auto profile =
        parser.isSet(profileOption)
            ? parser.value(profileOption)
            : QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/medveil/default"_s;
    const EndSignals endSignals;
    const auto demonstrate = [] { (new Demonstration)->show(); };
    if (parser.isSet(demoOption)) {
        demonstrate();
        end(QApplication::exec());
    }
    int status = 0;
    {
        MainWindow window(profile.toStdString());
        QObject::connect(&window, &MainWindow::wantsDemonstration, &window, demonstrate);
        if (!parser.positionalArguments().isEmpty())
            window.openFile(QDir::current().absoluteFilePath(parser.positionalArguments().first()));
        window.QWidget::show();
        status = QApplication::exec();
    }
    end(status);
}

}  // namespace medveil::ui
