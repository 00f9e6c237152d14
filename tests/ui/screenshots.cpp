// Writes a picture of every place in light, dark and Arabic: medveil-screenshots FOLDER [WIDTH HEIGHT].
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabWidget>
#include <QThread>
#include <filesystem>

#include "app/services/compose.h"
#include "app/services/contacts.h"
#include "app/services/demo.h"
#include "app/services/mailbox.h"
#include "app/services/sealed_images.h"
#include "app/services/sync.h"
#include "tests/support/test_data.h"
#include "ui/places/compose_place.h"
#include "ui/places/contacts_place.h"
#include "ui/shell/main_window.h"
#include "ui/start/start_pages.h"
#include "ui/theme/language.h"
#include "ui/theme/theme.h"

using namespace medveil;

namespace {

/// Lets the window work for a while, as a person looking at it would.
void wait(int milliseconds) {
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < milliseconds) {
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        QThread::msleep(5);
    }
}

void writeLetters(app::Session& from, app::Session& to) {
    base::NullTaskContext task;
    const struct {
        const char* id;
        const char* name;
        const char* text;
    } kLetters[] = {
        {"MRN 118-402-11", "Karim Haddad",
         "Potassium 6.1 mmol/L, haemolysis excluded. Please call back when you have seen this."},
        {"MRN 330-007-54", "Lucía Fernández",
         "MRI of the knee attached. Radiology asks for the old films for comparison."},
        {"MRN 204-118-77", "Ida Berg",
         "Follow-up: effusion smaller than this morning. Drain stays until tomorrow."},
    };
    for (const auto& each : kLetters) {
        app::Letter letter;
        letter.recipients = {app::Contacts(from).all()->front().id};
        letter.patient = {true, each.id, each.name};
        const std::string_view text = each.text;
        letter.text.assign(text.begin(), text.end());
        letter.pasted.push_back({"finding.txt", "text/plain", base::WipedBytes(text.begin(), text.end())});
        (void)app::Compose(from).send(letter, task);
    }
    for (auto* session : {&from, &to, &from})
        (void)app::Sync(*session).run(task);
}

class Gallery {
  public:
    explicit Gallery(QString folder) : m_folder(std::move(folder)) {}

    void shoot(QWidget& window, const QString& name) {
        wait(250);
        const auto file = m_folder + QLatin1Char('/') + name + m_suffix + QStringLiteral(".png");
        if (!window.grab().save(file))
            qFatal("cannot write a picture");
        std::printf("%s\n", qPrintable(file));
    }
    void setSuffix(const QString& suffix) { m_suffix = suffix; }

  private:
    QString m_folder;
    QString m_suffix;
};

void shootStart(Gallery& gallery, const base::Path& empty, const base::Path& locked, QSize size) {
    ui::MainWindow welcome(empty);
    welcome.resize(size);
    welcome.QWidget::show();
    gallery.shoot(welcome, QStringLiteral("1-welcome"));
    ui::CreatePage create(empty);
    create.resize(size);
    create.show();
    gallery.shoot(create, QStringLiteral("2-create"));
    ui::MainWindow unlock(locked);
    unlock.resize(size);
    unlock.QWidget::show();
    gallery.shoot(unlock, QStringLiteral("3-unlock"));
}

void shootPlaces(Gallery& gallery, ui::MainWindow& window) {
    const char* const kNames[] = {"inbox",  "compose",  "sent",  "scans",
                                  "people", "patients", "audit", "settings"};
    for (int place = 0; place < window.shell()->placeCount(); ++place) {
        window.shell()->goTo(place);
        wait(200);
        for (auto* list : window.shell()->findChildren<QAbstractItemView*>()) {
            if (list->isVisible() && list->model()->rowCount() > 0 && !list->currentIndex().isValid())
                list->setCurrentIndex(list->model()->index(0, 0));
        }
        gallery.shoot(window, QStringLiteral("%1-%2").arg(place + 4).arg(QLatin1String(kNames[place])));
    }
}

/// Compose with a cover, and what hiding would do to it.
void shootCover(Gallery& gallery, ui::MainWindow& window, const QString& cover) {
    window.shell()->goTo(1);
    wait(200);
    auto* compose = window.shell()->findChild<ui::ComposePlace*>();
    auto* panel = compose->findChild<ui::CoverPanel*>();
    for (auto* list : compose->findChildren<QListWidget*>()) {
        if (list->isVisible() && list->count() > 0 && (list->item(0)->flags() & Qt::ItemIsUserCheckable) != 0)
            list->item(0)->setCheckState(Qt::Checked);
    }
    panel->choose({cover});
    wait(800);
    for (auto* each : panel->findChildren<QPushButton*>()) {
        if (each->text() == ui::CoverPanel::tr("Show what would change"))
            each->click();
    }
    wait(2500);
    auto* scroll = compose->findChild<QScrollArea*>();
    scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum());
    gallery.shoot(window, QStringLiteral("5-compose-cover"));
    panel->setCover({});
}

void chooseTab(ui::ScansPlace& scans, int index) {
    scans.findChild<QTabWidget*>()->setCurrentIndex(index);
}

void chooseRow(ui::ScansPlace& scans, int row) {
    for (auto* list : scans.findChildren<QListWidget*>()) {
        if (list->accessibleName() == ui::ScansPlace::tr("Series"))
            list->setCurrentRow(row);
    }
    wait(700);
}

/// Real scans where there are some; else the demonstration's picture.
QStringList scanFiles(const base::Path& folder, const QString& picture) {
    QStringList files;
    const auto root = test::dataFolder();
    for (const char* name : {"US1_UNCR.dcm", "MR2_UNCR.dcm", "693_UNCR.dcm"}) {
        if (std::filesystem::exists(root / "dicom/pydicom-data" / name))
            files << QString::fromStdString((root / "dicom/pydicom-data" / name).string());
    }
    if (files.isEmpty())
        files << picture;
    app::MaskPlan plan;
    plan.fill = app::MaskFill::kMosaic;
    plan.block = 12;
    plan.regions.push_back({app::MaskShape::kEllipse, {{180, 150}, {330, 260}}});
    const auto masked = folder / "masked.dcm";
    base::NullTaskContext task;
    if (app::maskScan(files.last().toStdString(), plan, masked, task))
        files << QString::fromStdString(masked.string());
    return files;
}

void shootScans(Gallery& gallery, ui::MainWindow& window, const QStringList& files) {
    window.shell()->goTo(3);
    auto* scans = window.shell()->findChild<ui::ScansPlace*>();
    scans->open(files);
    wait(2500);
    chooseTab(*scans, 0);
    chooseRow(*scans, 0);
    gallery.shoot(window, QStringLiteral("7-scans-details"));
    chooseTab(*scans, 1);
    app::MaskRegion region;
    region.points = {{30, 20}, {300, 60}};
    scans->masks().add(region);
    gallery.shoot(window, QStringLiteral("7-scans-mask"));
    chooseRow(*scans, static_cast<int>(files.size()) - 1);
    chooseTab(*scans, 2);
    gallery.shoot(window, QStringLiteral("7-scans-release"));
}

}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    if (argc != 2 && argc != 4)
        return 2;
    const QSize size = argc == 4
                           ? QSize(QString::fromLatin1(argv[2]).toInt(), QString::fromLatin1(argv[3]).toInt())
                           : QSize(1120, 760);
    base::NullTaskContext task;
    const auto inputs = app::demoInputsFrom(qEnvironmentVariable("MEDVEIL_TEST_DATA").toStdString());
    auto ward = app::runDemo(inputs, [](const app::DemoStep&) {}, task);
    if (!ward)
        return 1;
    writeLetters(*ward->lab, *ward->doctor);
    writeLetters(*ward->doctor, *ward->lab);
    Gallery gallery(QString::fromLocal8Bit(argv[1]));
    ward->lab.reset();
    ward->doctor.reset();
    const auto cover = QString::fromStdString(inputs.picture.value_or(ward->folder / "lake.png").string());
    const auto scans = scanFiles(ward->folder, cover);
    const struct {
        ui::ThemeKind theme;
        QLocale::Language language;
        const char* suffix;
    } kLooks[] = {{ui::ThemeKind::kLight, QLocale::English, "-light"},
                  {ui::ThemeKind::kDark, QLocale::English, "-dark"},
                  {ui::ThemeKind::kLight, QLocale::Arabic, "-arabic"}};
    for (const auto& look : kLooks) {
        ui::useLanguage(QLocale(look.language));
        ui::applyTheme(look.theme);
        gallery.setSuffix(QLatin1String(look.suffix));
        auto doctor = app::Session::unlock(ward->doctorProfile, app::CredentialKind::kPassphrase,
                                           ward->passphrase, task);
        if (!doctor)
            return 1;
        auto lane = std::make_unique<app::SessionLane>();
        lane->adopt(std::move(*doctor));
        ui::MainWindow window(ward->doctorProfile);
        window.show(std::move(lane));
        window.resize(size);
        window.QWidget::show();
        wait(1500);
        shootPlaces(gallery, window);
        shootCover(gallery, window, cover);
        shootScans(gallery, window, scans);
        shootStart(gallery, ward->folder / "nobody", ward->labProfile, size);
    }
    return 0;
}
