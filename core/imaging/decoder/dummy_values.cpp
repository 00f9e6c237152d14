#include "core/imaging/decoder/dummy_values.h"

#include <array>
#include <memory>

#include "core/imaging/decoder/text_sweep.h"

namespace medveil::imaging {

namespace {

/// Without a component's end it would be a name of ACR-NEMA (PS3.5, 6.2).
constexpr const char* kDummyName = "REMOVED^";
constexpr const char* kDummyDateTime = "19000101000000";
const DcmTagKey kPersonIdentificationCode(0x0040, 0x1101);
const DcmTagKey kVerifyingObserver(0x0040, 0xa073);

OFCondition putCode(DcmItem& item) {
    auto done = item.putAndInsertString(DCM_CodeValue, kRemovedText);
    if (done.good())
        done = item.putAndInsertString(DCM_CodingSchemeDesignator, "99MEDVEIL");
    return done.good() ? item.putAndInsertString(DCM_CodeMeaning, "Removed") : done;
}

OFCondition putPersonCode(DcmItem& item) {
    DcmItem* code = nullptr;
    auto done = item.findOrCreateSequenceItem(kPersonIdentificationCode, code, 0);
    if (done.good())
        done = putCode(*code);
    return done.good() ? item.putAndInsertString(DCM_InstitutionName, kRemovedText) : done;
}

OFCondition putObserver(DcmItem& item) {
    auto done = item.putAndInsertString(DCM_VerifyingObserverName, kDummyName);
    if (done.good())
        done = item.insertEmptyElement(DCM_VerifyingObserverIdentificationCodeSequence);
    if (done.good())
        done = item.putAndInsertString(DCM_VerifyingOrganization, kRemovedText);
    return done.good() ? item.putAndInsertString(DCM_VerificationDateTime, kDummyDateTime) : done;
}

}  // namespace

OFCondition putDummy(DcmElement& element) {
    constexpr std::array<Uint8, 8> kZeros{};
    switch (element.getVR()) {
        case EVR_DA:
            return element.putString("19000101");
        case EVR_DT:
            return element.putString(kDummyDateTime);
        case EVR_TM:
            return element.putString("000000");
        case EVR_AS:
            return element.putString("000Y");
        case EVR_IS:
        case EVR_DS:
            return element.putString("0");
        case EVR_PN:
            return element.putString(kDummyName);
        case EVR_OB:
        case EVR_UN:
            return element.putUint8Array(kZeros.data(), 2);
        case EVR_OW:
        case EVR_lt:
            return element.putUint16Array(std::array<Uint16, 1>{}.data(), 1);
        case EVR_US:
        case EVR_xs:
            return element.putUint16(0);
        case EVR_SS:
            return element.putSint16(0);
        case EVR_UL:
            return element.putUint32(0);
        case EVR_SL:
            return element.putSint32(0);
        case EVR_FL:
            return element.putFloat32(0);
        case EVR_FD:
            return element.putFloat64(0);
        case EVR_OF:
            return element.putFloat32Array(std::array<Float32, 1>{}.data(), 1);
        case EVR_OD:
            return element.putFloat64Array(std::array<Float64, 1>{}.data(), 1);
        case EVR_AE:
        case EVR_CS:
        case EVR_LO:
        case EVR_LT:
        case EVR_SH:
        case EVR_ST:
        case EVR_UC:
        case EVR_UR:
        case EVR_UT:
            return element.putString(kRemovedText);
        default:
            return element.clear();
    }
}

OFCondition putDummyItem(DcmSequenceOfItems& sequence) {
    if (const auto cleared = sequence.clear(); cleared.bad())
        return cleared;
    auto item = std::make_unique<DcmItem>();
    const auto tag = sequence.getTag();
    const auto filled = tag == kVerifyingObserver                   ? putObserver(*item)
                        : tag == DCM_OperatorIdentificationSequence ? putPersonCode(*item)
                                                                    : putCode(*item);
    if (filled.bad())
        return filled;
    const auto inserted = sequence.insert(item.get());
    if (inserted.good())
        (void)item.release();
    return inserted;
}

}  // namespace medveil::imaging
