// The files of the issue, each with words planted in it: none of them is in a copy that is written.
#include <QtTest>

#include "core/imaging/client/image_file.h"
#include "tests/core/imaging/deidentify_case.h"
#include "tests/support/test_data.h"

using namespace medveil;

namespace {

/// Identifiers that no copy may hold, and only these files.
constexpr std::array kPlanted = {
    "Zyxwortha",    "ZYXWORTH",   "Quindlemar",  "Ottokarine",     "MRN-7741-8832",
    "7741-8832",    "19470312",   "1947-03-12",  "12.03.1947",     "ACC55291XY",
    "Feldscherer",  "Operatrix",  "Hohenfels",   "SN-99-ABC-4410", "1.3.6.1.4.1.55555.77",
    "PLANTIMPLVER", "5557 7123",  "Birkenallee", "078-05-1120",    "47.3912",
    "20210719",     "2021-07-19", "20210801",    "20210805",       "SETZYX",
    "Alphason",     "Betason"};

}  // namespace

class TestDeidentifyCases : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { imaging::setDecoderProgram(MEDVEIL_DECODER); }

    void nothingPlantedIsLeft() {
        const auto folder = test::dataFolder().parent_path() / "cases" / "scans";
        int files = 0;
        int refused = 0;
        std::error_code none;
        for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
            const auto name = entry.path().filename().string();
            if (!name.starts_with("deid_") && !name.starts_with("mask_lossy"))
                continue;
            ++files;
            for (const auto options : {0U, imaging::keep::kShiftedDates}) {
                const auto cleaned =
                    imaging::ImageFile::deidentify(entry.path(), test::planWith(options), m_task);
                refused += !cleaned && options == 0;
                if (!cleaned)
                    qInfo("%s refused: %s", name.c_str(), cleaned.error().detail.c_str());
                for (const auto* word : kPlanted)
                    QVERIFY2(!cleaned || !test::holds(cleaned->file, word),
                             (name + " holds " + word).c_str());
            }
        }
        qInfo("%d files of the issue, %d refused%s", files, refused,
              files == 0 ? "; SKIPPED, there are none" : "");
    }

  private:
    base::NullTaskContext m_task;
};

QTEST_GUILESS_MAIN(TestDeidentifyCases)
#include "test_deidentify_cases.moc"
