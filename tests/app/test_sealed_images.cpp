// Masked copies with their original inside, and sealed image files: bit for bit for the people they were made
// for, nothing for anybody else, and never the original of another image.
#include <QProcess>
#include <QtTest>
#include <filesystem>
#include <fstream>
#include <set>

#include "app/services/audit.h"
#include "app/services/mailbox.h"
#include "app/services/sealed_images.h"
#include "app/services/sync.h"
#include "app/services/text_finder.h"
#include "core/crypto/digest.h"
#include "core/imaging/client/image_file.h"
#include "tests/support/test_data.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;

namespace {

base::Bytes contentOf(const Path& path) {
    return base::readWholeFile(base::systemFileSystem(), path, 1 << 28).value();
}

Path makePicture(const Path& path) {
    QProcess process;
    process.start(QStringLiteral("convert"),
                  {QStringLiteral("-size"), QStringLiteral("160x120"), QStringLiteral("plasma:fractal"),
                   QString::fromStdString(path.string())});
    process.waitForFinished();
    return path;
}

app::MaskPlan somePlan() {
    app::MaskPlan plan;
    plan.fill = app::MaskFill::kMosaic;
    plan.regions.push_back({app::MaskShape::kRectangle, {{0, 0}, {60, 20}}});
    plan.regions.push_back({app::MaskShape::kEllipse, {{20, 20}, {50, 44}}});
    return plan;
}

/// Where the sealed chunk of a PNG begins and ends.
std::pair<std::size_t, std::size_t> chunkOf(const base::Bytes& png) {
    const auto name = base::asBytes(std::string_view("mvSL"));
    const auto found = std::ranges::search(png, name);
    const auto begin = static_cast<std::size_t>(found.begin() - png.begin()) - 4;
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i)
        length = length << 8 | png[begin + i];
    return {begin, begin + 12 + length};
}

}  // namespace

class TestSealedImages : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    test::Ward m_ward;
    std::unique_ptr<app::Session> m_lab;
    std::unique_ptr<app::Session> m_doctor;
    std::unique_ptr<app::Session> m_stranger;
    int m_number = 0;

    Path fresh(const char* ending) { return m_ward.root / ("file-" + std::to_string(++m_number) + ending); }
    app::SealFor forDoctor() { return {{app::Contacts(*m_lab).resolve("Amal").value().id}}; }

    /// Nothing may be left where an original was not given out.
    ErrorCode refusal(app::Session& session, const Path& file) {
        const auto out = fresh(".refused");
        const auto opened = app::SealedImages(session).open(file, out, m_task);
        if (opened || std::filesystem::exists(out))
            return ErrorCode{};
        for (const auto& entry : std::filesystem::directory_iterator(m_ward.root)) {
            if (entry.path().extension() == ".part")
                return ErrorCode{};
        }
        return opened.error().code;
    }

  private Q_SLOTS:
    void initTestCase() {
        imaging::setDecoderProgram(MEDVEIL_DECODER);
        m_lab = m_ward.admit("Jonas");
        m_doctor = m_ward.admit("Amal");
        m_stranger = m_ward.admit("Noor");
        for (int round = 0; round < 2; ++round) {
            for (auto* session : {m_lab.get(), m_doctor.get(), m_stranger.get()})
                QVERIFY(app::Sync(*session).run(m_task).has_value());
        }
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get(), m_stranger.get()}));
    }

    void maskedAndGivenBack_data() {
        QTest::addColumn<QString>("path");
        for (const char* ending : {".png", ".jpg", ".tif"}) {
            const auto path = makePicture(m_ward.root / ("picture" + std::string(ending)));
            QTest::newRow(ending) << QString::fromStdString(path.string());
        }
        int taken = 0;
        for (const auto& path : test::dataFiles("dicom", ".dcm")) {
            if (taken < 12 && imaging::ImageFile::mask(path, somePlan(), m_task)) {
                QTest::newRow(path.filename().c_str()) << QString::fromStdString(path.string());
                ++taken;
            }
        }
    }
    void maskedAndGivenBack() {
        QFETCH(QString, path);
        const Path file = path.toStdString();
        const auto original = contentOf(file);
        const auto copy = fresh(".masked");
        const auto masked = app::SealedImages(*m_lab).mask(file, somePlan(), forDoctor(), copy, m_task);
        QVERIFY2(masked, masked ? "" : masked.error().detail.c_str());
        QVERIFY(masked->reversible);
        QVERIFY(imaging::ImageFile::open(copy, m_task).value()->info().masked);
        for (auto* session : {m_doctor.get(), m_lab.get()}) {
            const auto back = fresh(".back");
            const auto opened = app::SealedImages(*session).open(copy, back, m_task);
            QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
            QVERIFY(contentOf(back) == original);
            QCOMPARE(opened->sender, std::string("Jonas"));
            QCOMPARE(opened->sha256, base::toHex(crypto::sha256(original).view()));
        }
        QVERIFY(app::SealedImages(*m_doctor).original(copy, m_task).value() == original);
        QCOMPARE(refusal(*m_stranger, copy), ErrorCode::kNotForMe);
    }

    /// The pixels are its own, the header is somebody else's: nothing is restored without a person's word for
    /// exactly these two.
    void anotherPatientsHeaderIsToldAndAsked() {
        const auto scan = Path(MEDVEIL_SEEDS) / "fuzz_decoder" / "explicit.dcm";
        const auto copy = fresh(".dcm");
        QVERIFY(app::SealedImages(*m_lab).mask(scan, somePlan(), forDoctor(), copy, m_task));
        app::SealedImages doctor(*m_doctor);
        QVERIFY(!doctor.conflictIn(copy, m_task).value().has_value());
        const auto under = [&](const std::string& name) {
            auto content = contentOf(copy);
            const auto own = base::asBytes(std::string_view("A^B"));
            const auto found = std::ranges::search(content, own);
            std::ranges::copy(base::asBytes(name), found.begin());
            const auto file = fresh(".dcm");
            std::ofstream(file, std::ios::binary)
                .write(reinterpret_cast<const char*>(content.data()),
                       static_cast<std::streamsize>(content.size()));
            return file;
        };
        const auto forged = under("K^H");
        QCOMPARE(refusal(*m_doctor, forged), ErrorCode::kPatientMismatch);
        QCOMPARE(doctor.original(forged, m_task).error().code, ErrorCode::kPatientMismatch);
        const auto conflict = doctor.conflictIn(forged, m_task).value();
        QVERIFY(conflict.has_value());
        QCOMPARE(conflict->outside.name, std::string("H K"));
        QCOMPARE(conflict->inside.name, std::string("B A"));
        // A word for one header is none for another.
        QCOMPARE(doctor.original(under("L^H"), conflict, m_task).error().code, ErrorCode::kPatientMismatch);
        const auto out = fresh(".dcm");
        QVERIFY(doctor.open(forged, out, conflict, m_task));
        QVERIFY(contentOf(out) == contentOf(scan));
        QVERIFY(doctor.original(forged, conflict, m_task).value() == contentOf(scan));
    }

    /// DICOM pads what is odd.
    void ofAnyLength() {
        const auto scan = Path(MEDVEIL_SEEDS) / "fuzz_decoder" / "explicit.dcm";
        for (const char* name : {"a.dcm", "bb.dcm", "ccc.dcm", "dddd.dcm"}) {
            const auto file = m_ward.root / name;
            std::filesystem::copy_file(scan, file);
            const auto copy = fresh(".dcm");
            QVERIFY(app::SealedImages(*m_lab).mask(file, somePlan(), forDoctor(), copy, m_task));
            QVERIFY(app::SealedImages(*m_doctor).original(copy, m_task).value() == contentOf(file));
        }
    }

    void coveredForGood() {
        const auto file = makePicture(m_ward.root / "for-good.png");
        const auto copy = fresh(".png");
        const auto masked = app::SealedImages(*m_lab).mask(file, somePlan(), {}, copy, m_task);
        QVERIFY(masked && !masked->reversible);
        QCOMPARE(refusal(*m_lab, copy), ErrorCode::kNothingFound);
        QCOMPARE(refusal(*m_lab, file), ErrorCode::kNothingFound);
        // What is there already stays.
        QCOMPARE(app::SealedImages(*m_lab).mask(file, somePlan(), {}, copy, m_task).error().code,
                 ErrorCode::kAlreadyExists);
    }

    /// Proposed by text recognition, covered, and not to be read any more.
    void writtenNamesAreFoundAndGone() {
        const auto file = m_ward.root / "written.png";
        QProcess process;
        process.start(
            QStringLiteral("convert"),
            {QStringLiteral("-size"), QStringLiteral("480x240"), QStringLiteral("xc:black"),
             QStringLiteral("-font"), QStringLiteral("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
             QStringLiteral("-fill"), QStringLiteral("white"), QStringLiteral("-pointsize"),
             QStringLiteral("22"), QStringLiteral("-annotate"), QStringLiteral("+8+26"),
             QStringLiteral("ROSSI AMAL 19870612"), QString::fromStdString(file.string())});
        process.waitForFinished();
        const auto textIn = [this](const Path& path) {
            const auto scan = app::Scan::open(path, m_task).value();
            return app::findText(scan->values(0, m_task).value()->picture({}, false).value(), m_task).value();
        };
        app::MaskPlan plan;
        for (const auto& box : textIn(file))
            plan.regions.push_back(
                {app::MaskShape::kRectangle,
                 {{double(box.left), double(box.top)}, {double(box.right), double(box.bottom)}}});
        QVERIFY(plan.regions.size() >= 2);
        for (const auto fill : {app::MaskFill::kSolid, app::MaskFill::kMosaic}) {
            plan.fill = fill;
            const auto copy = fresh(".png");
            QVERIFY(app::maskScan(file, plan, copy, m_task));
            // Blocks may look like a letter; nothing as long as a word is left.
            for (const auto& box : textIn(copy))
                QVERIFY(box.right - box.left < 60);
        }
    }

    void anotherImagesOriginalIsRefused() {
        std::vector<base::Bytes> copies;
        for (const char* name : {"one.png", "two.png"}) {
            const auto copy = fresh(".png");
            const auto file = makePicture(m_ward.root / name);
            QVERIFY(app::SealedImages(*m_lab).mask(file, somePlan(), forDoctor(), copy, m_task));
            copies.push_back(contentOf(copy));
        }
        const auto [begin, end] = chunkOf(copies[0]);
        const auto [otherBegin, otherEnd] = chunkOf(copies[1]);
        auto swapped = copies[0];
        swapped.erase(swapped.begin() + static_cast<std::ptrdiff_t>(begin),
                      swapped.begin() + static_cast<std::ptrdiff_t>(end));
        swapped.insert(swapped.begin() + static_cast<std::ptrdiff_t>(begin),
                       copies[1].begin() + static_cast<std::ptrdiff_t>(otherBegin),
                       copies[1].begin() + static_cast<std::ptrdiff_t>(otherEnd));
        const auto file = fresh(".png");
        QVERIFY(base::writeWholeFile(base::systemFileSystem(), file, swapped));
        QCOMPARE(refusal(*m_doctor, file), ErrorCode::kCoverDamaged);
    }

    void changedBytesAreNoticed() {
        const auto picture = makePicture(m_ward.root / "changed.png");
        const auto original = contentOf(picture);
        const auto copy = fresh(".png");
        QVERIFY(app::SealedImages(*m_lab).mask(picture, somePlan(), forDoctor(), copy, m_task));
        const auto good = contentOf(copy);
        int refused = 0;
        constexpr int kTries = 60;
        for (int i = 0; i < kTries; ++i) {
            auto bad = good;
            bad[static_cast<std::size_t>(i) * bad.size() / kTries] ^= 1U;
            const auto file = fresh(".png");
            QVERIFY(base::writeWholeFile(base::systemFileSystem(), file, bad));
            const auto content = app::SealedImages(*m_doctor).original(file, m_task);
            refused += !content;
            QVERIFY(!content || *content == original);
        }
        // A few bytes say nothing: of the comment, for instance.
        QVERIFY(refused > kTries * 9 / 10);
    }

    void aSealedFileOpensForItsPeople() {
        const auto picture = makePicture(m_ward.root / "alone.jpg");
        for (const char* ending : {".medveil", ".png"}) {
            const auto sealed = fresh(ending);
            const auto report = app::SealedImages(*m_lab).seal(picture, forDoctor(), sealed, m_task);
            QVERIFY2(report, report ? "" : report.error().detail.c_str());
            const auto back = fresh(".jpg");
            const auto opened = app::SealedImages(*m_doctor).open(sealed, back, m_task);
            QVERIFY(opened);
            QVERIFY(contentOf(back) == contentOf(picture));
            QCOMPARE(opened->sha256, report->sha256);
            QCOMPARE(opened->name, std::string("alone.jpg"));
            QCOMPARE(refusal(*m_stranger, sealed), ErrorCode::kNotForMe);
        }
        // It is no message.
        const auto sealed = fresh(".medveil");
        QVERIFY(app::SealedImages(*m_lab).seal(picture, forDoctor(), sealed, m_task));
        QCOMPARE(app::Mailbox(*m_doctor).openForeignFile(sealed, m_task).error().code,
                 ErrorCode::kUnsupported);
        // And no other kind of file becomes one.
        QVERIFY(base::writeWholeFile(base::systemFileSystem(), m_ward.root / "text.txt",
                                     base::asBytes(std::string_view("no image"))));
        QVERIFY(
            !app::SealedImages(*m_lab).seal(m_ward.root / "text.txt", forDoctor(), fresh(".png"), m_task));
    }

    void itIsInTheLog() {
        std::set<std::string> words;
        const auto ofDoctor = app::Audit(*m_doctor).newest(0, 100).value();
        for (const auto& row : ofDoctor)
            words.insert(row.action);
        QVERIFY(words.contains("restored"));
        const auto ofLab = app::Audit(*m_lab).newest(0, 100).value();
        for (const auto& row : ofLab)
            words.insert(row.action);
        QVERIFY(words.contains("masked") && words.contains("sealed-image"));
    }
};

QTEST_APPLESS_MAIN(TestSealedImages)
#include "test_sealed_images.moc"
