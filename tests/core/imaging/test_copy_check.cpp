// The check that reads a copy again: a report that is not true of the file is found, and so is an element
// that the rules do not keep.
#include <QtTest>

#include "core/imaging/decoder/copy_check.h"
#include "tests/core/imaging/deidentify_case.h"

using namespace medveil;
using imaging::checkCopy;
using imaging::Outcome;
using imaging::Outcomes;
using test::Slice;

namespace {

using Kind = Outcome::Kind;

/// As it is written when all was done.
base::Bytes cleanCopy() {
    return imaging::deidentify(Slice().bytes(), test::planWith()).value().file;
}

base::Bytes with(base::ByteView file, const DcmTagKey& tag, const char* value) {
    DcmFileFormat format;
    (void)imaging::readDicom(format, file);
    (void)format.getDataset()->putAndInsertString(tag, value);
    return imaging::writeDicom(format, EXS_LittleEndianExplicit, 1 << 24).value();
}

/// What is so in cleanCopy() beyond what the rules keep.
Outcomes outcomes() {
    Outcomes all;
    DcmFileFormat format;
    const auto file = cleanCopy();
    (void)imaging::readDicom(format, file);
    for (const auto& tag :
         {DCM_PatientName, DCM_PatientID, DCM_StudyInstanceUID, DCM_SeriesInstanceUID, DCM_SOPInstanceUID})
        all[imaging::pathOf({}, tag)] = {Kind::kValue, imaging::textOf(*format.getDataset(), tag)};
    return all;
}

bool isFound(base::ByteView file, const Outcomes& all) {
    const auto checked = checkCopy(file, all, 0);
    return !checked && checked.error().code == base::ErrorCode::kInternal;
}

}  // namespace

class TestCopyCheck : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aTrueReport() {
        const auto checked = checkCopy(cleanCopy(), outcomes(), 0);
        QVERIFY2(checked.has_value(), checked ? "" : checked.error().detail.c_str());
    }

    void aFalseReport() {
        const auto file = cleanCopy();
        auto removed = outcomes();
        removed["(0008,0060)"] = {Kind::kGone, {}};
        QVERIFY(isFound(file, removed));
        auto emptied = outcomes();
        emptied["(0008,0060)"] = {Kind::kEmpty, {}};
        QVERIFY(isFound(file, emptied));
        auto replaced = outcomes();
        replaced["(0010,0020)"] = {Kind::kValue, "another"};
        QVERIFY(isFound(file, replaced));
        auto missing = outcomes();
        missing["(0008,0090)"] = {Kind::kEmpty, {}};
        QVERIFY(isFound(file, missing));
    }

    void whatTheRulesDoNotKeep() {
        const auto file = cleanCopy();
        QVERIFY(isFound(with(file, DCM_PatientBirthDate, "19470312"), outcomes()));
        QVERIFY(isFound(with(file, DCM_InstitutionAddress, "Weg 1"), outcomes()));
        QVERIFY(isFound(with(file, DcmTagKey(0x0009, 0x0010), "private"), outcomes()));
        QVERIFY(!isFound(with(file, DCM_KVP, "120"), outcomes()));
    }

    void unknownVrs() {
        DcmFileFormat format;
        const auto file = cleanCopy();
        QVERIFY(imaging::readDicom(format, file));
        Slice::as(*format.getDataset(), DCM_KVP, EVR_UN, base::asBytes(std::string_view("120 ")));
        const auto copy = imaging::writeDicom(format, EXS_LittleEndianExplicit, 1 << 24).value();
        QVERIFY(isFound(copy, outcomes()));
    }
};

QTEST_GUILESS_MAIN(TestCopyCheck)
#include "test_copy_check.moc"
