// De-identification, scored with an answer key: identifiers of every kind are planted in every attribute of
// the standard's table, in private elements, nested items, overlays, the preamble and free text; what had to
// be done, what leaked and what was removed without need is counted.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "core/imaging/client/image_file.h"
#include "tests/support/test_data.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;
using imaging::DeidentifyPlan;

namespace {

constexpr std::uint32_t kUids = imaging::keep::kUids;
constexpr std::uint32_t kDevice = imaging::keep::kDevice;
constexpr std::uint32_t kInstitution = imaging::keep::kInstitution;
constexpr std::uint32_t kPatient = imaging::keep::kPatient;
constexpr std::uint32_t kDates = imaging::keep::kDates;
constexpr std::uint32_t kShiftedDates = imaging::keep::kShiftedDates;

struct Rule {
    std::uint32_t tag;
    const char* action;
    std::uint32_t options;
};
constexpr Rule kTable[] = {
#include "core/imaging/decoder/confidentiality_table.inc"
};

const std::string kName = "CANARYNAME^MARGUERITE";
const std::string kId = "CANARYID4711";

/// One thing that was planted, and where.
struct Planted {
    DcmTagKey tag;
    std::string action;
    std::string value;
};

class Generator {
  public:
    Generator() {
        auto& dataset = *m_format.getDataset();
        for (const auto& rule : kTable)
            plant(dataset, rule);
        (void)dataset.putAndInsertString(DCM_SOPClassUID, UID_CTImageStorage);
        (void)dataset.putAndInsertString(DCM_SOPInstanceUID, "1.2.840.99999.4711.1");
        (void)dataset.putAndInsertString(DCM_PatientName, kName.c_str());
        (void)dataset.putAndInsertString(DCM_PatientID, kId.c_str());
        (void)dataset.putAndInsertString(DCM_Modality, "CT");
        plantElsewhere(dataset);
        plantHarmless(dataset);
    }

    Path write(const Path& path) {
        (void)m_format.saveFile(path.c_str(), EXS_LittleEndianExplicit);
        auto content = base::readWholeFile(base::systemFileSystem(), path, 1 << 24).value();
        const std::string preamble = "CANARYPREAMBLE";
        std::ranges::copy(preamble, content.begin());
        (void)base::writeWholeFile(base::systemFileSystem(), path, content);
        return path;
    }

    std::vector<Planted> planted;
    std::vector<std::string> canaries = {"CANARY"};
    std::vector<DcmTagKey> harmless;

  private:
    void plant(DcmItem& item, const Rule& rule) {
        DcmTag tag(static_cast<Uint16>(rule.tag >> 16), static_cast<Uint16>(rule.tag & 0xffffU));
        if (tag.getGroup() <= 0x0002)
            return;
        const auto number = std::to_string(++m_count);
        std::string value;
        switch (tag.getEVR()) {
            case EVR_DA:
                value = "19870612";
                break;
            case EVR_DT:
                value = "19870612134859.777";
                break;
            case EVR_TM:
                value = "134859.777";
                break;
            case EVR_AS:
                value = "037Y";
                break;
            case EVR_IS:
            case EVR_DS:
                value = "77" + number + "31";
                break;
            case EVR_UI:
                value = "1.2.840.99999.4711." + number;
                break;
            case EVR_SQ:
                plantNested(item, tag);
                planted.push_back({tag, rule.action, {}});
                return;
            default:
                value = "CANARY" + number;
        }
        const bool text = item.putAndInsertString(tag, value.c_str()).good();
        const auto bytes = base::asBytes(value);
        if (!text &&
            item.putAndInsertUint8Array(tag, bytes.data(), static_cast<unsigned long>(bytes.size())).bad())
            return;
        planted.push_back({tag, rule.action, value});
    }

    static void plantNested(DcmItem& item, const DcmTag& tag) {
        DcmItem* inner = nullptr;
        DcmItem* deeper = nullptr;
        (void)item.findOrCreateSequenceItem(tag, inner, -2);
        (void)inner->putAndInsertString(DCM_PatientName, "CANARY^NESTED");
        (void)inner->putAndInsertString(DCM_StudyDate, "19870612");
        (void)inner->putAndInsertString(DCM_ReferencedSOPInstanceUID, "1.2.840.99999.4711.9");
        (void)inner->findOrCreateSequenceItem(DCM_PurposeOfReferenceCodeSequence, deeper, -2);
        (void)deeper->putAndInsertString(DCM_OperatorsName, "CANARY^DEEP");
    }

    static void plantElsewhere(DcmDataset& dataset) {
        (void)dataset.putAndInsertString(DcmTag(0x0009, 0x0010, EVR_LO), "CANARYVENDOR");
        (void)dataset.putAndInsertString(DcmTag(0x0009, 0x1001, EVR_LO), "CANARYPRIVATE");
        (void)dataset.putAndInsertString(DcmTag(0x0011, 0x1001, EVR_UN), "CANARYUNKNOWN");
        const std::string overlay = "CANARYOVERLAY.";
        (void)dataset.putAndInsertUint8Array(DcmTag(0x6000, 0x3000, EVR_OB),
                                             reinterpret_cast<const Uint8*>(overlay.data()),
                                             static_cast<unsigned long>(overlay.size()));
        (void)dataset.putAndInsertString(DcmTag(0x5000, 0x0040, EVR_SH), "CANARYCURVE");
        // Free text that the table keeps, with the name in it.
        (void)dataset.putAndInsertString(DCM_BodyPartExamined, "CHEST");
        (void)dataset.putAndInsertString(DCM_PatientSpeciesDescription, "Human");
        (void)dataset.putAndInsertString(DCM_ConvolutionKernel, "for canaryname");
        (void)dataset.putAndInsertString(DCM_FilterType, "MARGUERITE");
    }

    void plantHarmless(DcmDataset& dataset) {
        for (const auto& [tag, value] :
             {std::pair(DCM_KVP, "120"), std::pair(DCM_SliceThickness, "5"),
              std::pair(DCM_ImageType, "ORIGINAL\\PRIMARY"), std::pair(DCM_PixelSpacing, "1\\1"),
              std::pair(DCM_WindowCenter, "40"), std::pair(DCM_InstanceNumber, "7")}) {
            (void)dataset.putAndInsertString(tag, value);
            harmless.push_back(tag);
        }
        for (const auto& [tag, value] :
             {std::pair(DCM_Rows, 4), std::pair(DCM_Columns, 4), std::pair(DCM_BitsAllocated, 8),
              std::pair(DCM_BitsStored, 8), std::pair(DCM_HighBit, 7), std::pair(DCM_SamplesPerPixel, 1),
              std::pair(DCM_PixelRepresentation, 0)}) {
            (void)dataset.putAndInsertUint16(tag, static_cast<Uint16>(value));
            harmless.push_back(tag);
        }
        (void)dataset.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
        const std::array<Uint8, 16> pixels{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        (void)dataset.putAndInsertUint8Array(DCM_PixelData, pixels.data(), pixels.size());
        harmless.push_back(DCM_PixelData);
    }

    DcmFileFormat m_format;
    int m_count = 0;
};

DeidentifyPlan planWith(std::uint32_t options) {
    return {options, base::Bytes(32, 7), false};
}

std::string textOf(DcmItem& item, const DcmTagKey& tag) {
    OFString value;
    (void)item.findAndGetOFStringArray(tag, value);
    return value.c_str();
}

/// Whether the standard's action was done.
bool isDone(DcmItem& item, const Planted& planted) {
    DcmElement* element = nullptr;
    const bool there = item.findAndGetElement(planted.tag, element).good() && element != nullptr;
    const auto value = there ? textOf(item, planted.tag) : std::string();
    if (planted.action == "X")
        return !there;
    if (planted.value
            .empty())  // a sequence: gone, empty, or nothing of it left (the canaries are looked for apart)
        return true;
    if (planted.action == "Z" || planted.action == "X/Z")
        return !there || value.empty() || value.starts_with("MV");
    if (planted.action.back() == 'U')
        return there && value.starts_with("2.25.") && value.size() <= 64;
    return there && value != planted.value;
}

}  // namespace

class TestDeidentify : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        imaging::setDecoderProgram(MEDVEIL_DECODER);
        QVERIFY(m_folder.isValid());
        OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    }

    void theScore() {
        Generator generator;
        const auto path = generator.write(fresh());
        QVERIFY(contains(path, "CANARYPREAMBLE") && contains(path, "19870612"));
        const auto cleaned = imaging::ImageFile::deidentify(path, planWith(0), m_task);
        QVERIFY(cleaned.has_value());
        const auto out = written(cleaned->file);
        DcmFileFormat format;
        QVERIFY(format.loadFile(out.c_str()).good());
        auto& dataset = *format.getDataset();
        int done = 0;
        for (const auto& planted : generator.planted) {
            done += isDone(dataset, planted);
            if (!isDone(dataset, planted))
                qInfo("not done: (%04x,%04x) %s", planted.tag.getGroup(), planted.tag.getElement(),
                      planted.action.c_str());
        }
        int leaks = 0;
        for (const auto* canary :
             {"CANARY", "canary", "MARGUERITE", "1.2.840.99999.4711", "19870612", "134859", "037Y"}) {
            leaks += contains(out, canary);
            if (contains(out, canary))
                qInfo("leaked: %s", canary);
        }
        int removed = 0;
        for (const auto& tag : generator.harmless)
            removed += !dataset.tagExistsWithValue(tag);
        qInfo("required actions done %d of %d, leaks %d, removed without need %d of %d", done,
              static_cast<int>(generator.planted.size()), leaks, removed,
              static_cast<int>(generator.harmless.size()));
        QVERIFY(generator.planted.size() > 580);
        QVERIFY(done * 1000 >= static_cast<int>(generator.planted.size()) * 999);
        QCOMPARE(leaks, 0);
        QCOMPARE(removed, 0);
        QCOMPARE(textOf(dataset, DCM_PatientIdentityRemoved), std::string("YES"));
        QCOMPARE(textOf(dataset, DCM_LongitudinalTemporalInformationModified), std::string("REMOVED"));
        QVERIFY(std::ranges::find(cleaned->warnings, "pixels-not-checked") != cleaned->warnings.end());
        checkWithOtherPrograms(out);
    }

    /// The sweep of free text is what finds these: without a name in them they stay.
    void harmlessTextStays() {
        Generator generator;
        const auto cleaned = imaging::ImageFile::deidentify(generator.write(fresh()), planWith(0), m_task);
        QVERIFY(cleaned.has_value());
        DcmFileFormat format;
        QVERIFY(format.loadFile(written(cleaned->file).c_str()).good());
        QCOMPARE(textOf(*format.getDataset(), DCM_BodyPartExamined), std::string("CHEST"));
        QCOMPARE(textOf(*format.getDataset(), DCM_FilterType), std::string("REMOVED"));
    }

    void optionsKeepWhatTheySay() {
        Generator generator;
        const auto path = generator.write(fresh());
        const auto with = [&](std::uint32_t options, const DcmTagKey& tag) {
            const auto cleaned = imaging::ImageFile::deidentify(path, planWith(options), m_task);
            DcmFileFormat format;
            if (!cleaned || format.loadFile(written(cleaned->file).c_str()).bad())
                return std::string("?");
            return textOf(*format.getDataset(), tag);
        };
        QCOMPARE(with(kDates, DCM_StudyDate), std::string("19870612"));
        const auto shifted = with(kShiftedDates, DCM_StudyDate);
        QVERIFY(shifted.size() == 8 && shifted < "19870612" && shifted > "19770101");
        QCOMPARE(with(kShiftedDates, DCM_SeriesDate), shifted);
        QVERIFY(with(kUids, DCM_SeriesInstanceUID).starts_with("1.2.840.99999"));
        QVERIFY(with(0, DCM_SeriesInstanceUID).starts_with("2.25."));
        QVERIFY(with(kDevice, DCM_StationName).starts_with("CANARY"));
        QVERIFY(with(kInstitution, DCM_InstitutionName).starts_with("CANARY"));
        QCOMPARE(with(kPatient, DCM_PatientAge), std::string("037Y"));
        QVERIFY(with(kPatient | kDates | kDevice | kUids | kInstitution, DCM_PatientName).starts_with("MV"));
    }

    void theSameKeyGivesTheSamePatient() {
        Generator generator;
        const auto path = generator.write(fresh());
        const auto nameWith = [&](base::Byte key) {
            DeidentifyPlan plan{kShiftedDates, base::Bytes(32, key), true};
            DcmFileFormat format;
            const auto cleaned = imaging::ImageFile::deidentify(path, plan, m_task);
            if (!cleaned || format.loadFile(written(cleaned->file).c_str()).bad())
                return std::string("?");
            auto& dataset = *format.getDataset();
            return textOf(dataset, DCM_PatientID) + textOf(dataset, DCM_StudyInstanceUID) +
                   textOf(dataset, DCM_StudyDate) + textOf(dataset, DCM_BurnedInAnnotation);
        };
        QCOMPARE(nameWith(1), nameWith(1));
        QVERIFY(nameWith(1) != nameWith(2));
        QVERIFY(nameWith(1).ends_with("NO"));
    }

    void realFilesAreClean() {
        const auto names = test::dataFiles("dicom", "");
        if (names.empty())
            return;  // dataFiles() said so, and the run counts it
        int cleanedFiles = 0;
        std::map<std::string, int> refused;
        for (const auto& name : names) {
            DcmFileFormat before;
            if (before.loadFile(name.c_str()).bad())
                continue;
            const auto cleaned = imaging::ImageFile::deidentify(name, planWith(0), m_task);
            if (!cleaned) {
                QVERIFY2(cleaned.error().code != ErrorCode::kDecoderStopped, name.c_str());
                ++refused[cleaned.error().detail];
                continue;
            }
            const auto out = written(cleaned->file);
            checkReal(name, *before.getDataset(), out);
            if (QTest::currentTestFailed())
                return;
            std::filesystem::remove(out);
            ++cleanedFiles;
        }
        qInfo("%d real files cleaned", cleanedFiles);
        for (const auto& [reason, count] : refused)
            qInfo("%d refused: %s", count, reason.c_str());
        QVERIFY(cleanedFiles > 150);
    }

  private:
    Path fresh() { return Path(m_folder.path().toStdString()) / (std::to_string(++m_count) + ".dcm"); }
    Path written(base::ByteView content) {
        const auto path = fresh();
        if (!base::writeWholeFile(base::systemFileSystem(), path, content))
            qFatal("cannot write");
        return path;
    }
    static bool contains(const Path& path, std::string_view text) {
        const auto content = base::readWholeFile(base::systemFileSystem(), path, 1ULL << 30).value();
        return base::asText(content).find(text) != std::string_view::npos;
    }
    static void checkWithOtherPrograms(const Path& path) {
        for (const auto* program : {"dcmdump", "dcmftest"}) {
            QProcess process;
            process.setProcessChannelMode(QProcess::MergedChannels);
            process.start(QString::fromLatin1(program), {QString::fromStdString(path.string())});
            QVERIFY(process.waitForFinished() && process.exitCode() == 0);
            const auto said = process.readAll();
            QVERIFY2(!said.contains("\nE:") && !said.contains("\nW:"), said.left(300).constData());
        }
    }
    /// The samples without what stands in bits that are not theirs: a copy has nothing there.
    static base::Bytes meant(const imaging::Frame& frame, const imaging::ImageInfo& info) {
        auto samples = frame.samples;
        const bool words = frame.type == imaging::SampleType::kU16 || frame.type == imaging::SampleType::kS16;
        for (std::size_t at = 1; words && at < samples.size(); at += 2) {
            const auto unused = 16 - info.bits;
            samples[at] = static_cast<base::Byte>(unused < 8 ? samples[at] & (0xffU >> unused) : 0);
        }
        return samples;
    }
    void checkReal(const Path& name, DcmDataset& before, const Path& out) {
        DcmFileFormat after;
        QVERIFY2(after.loadFile(out.c_str()).good(), name.c_str());
        auto& dataset = *after.getDataset();
        QCOMPARE(textOf(dataset, DCM_PatientIdentityRemoved), std::string("YES"));
        for (unsigned long i = 0; i < dataset.card(); ++i)
            QVERIFY2(dataset.getElement(i)->getGTag() % 2 == 0, name.c_str());
        for (const auto& tag : {DCM_PatientName, DCM_PatientID}) {
            const auto value = textOf(before, tag);
            QVERIFY2(value.size() < 5 || !textOf(dataset, tag).starts_with(value), name.c_str());
        }
        const auto original = imaging::ImageFile::open(name, m_task);
        const auto copy = imaging::ImageFile::open(out, m_task);
        QCOMPARE(copy.has_value(), original.has_value());
        if (!original)
            return;
        const auto pixels = (*original)->frame(0, m_task);
        const auto kept = (*copy)->frame(0, m_task);
        QVERIFY2(pixels.has_value() == kept.has_value(), name.c_str());
        QVERIFY2(!pixels || meant(*pixels, (*original)->info()) == meant(*kept, (*copy)->info()),
                 name.c_str());
    }

    QTemporaryDir m_folder;
    int m_count = 0;
    base::NullTaskContext m_task;
};

QTEST_GUILESS_MAIN(TestDeidentify)
#include "test_deidentify.moc"
