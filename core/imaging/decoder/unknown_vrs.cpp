#include "core/imaging/decoder/unknown_vrs.h"

#include <memory>

#include "core/base/byte_writer.h"
#include "core/imaging/decoder/confidentiality_rules.h"
#include "core/imaging/decoder/memory_stream.h"

namespace medveil::imaging {

namespace {

bool isBytes(DcmEVR vr) {
    return vr == EVR_OB || vr == EVR_OW || vr == EVR_OF || vr == EVR_OD || vr == EVR_OL || vr == EVR_OV;
}

bool isTextOrSequence(DcmEVR vr) {
    switch (vr) {
        case EVR_AE:
        case EVR_AS:
        case EVR_CS:
        case EVR_DA:
        case EVR_DS:
        case EVR_DT:
        case EVR_IS:
        case EVR_LO:
        case EVR_LT:
        case EVR_PN:
        case EVR_SH:
        case EVR_SQ:
        case EVR_ST:
        case EVR_TM:
        case EVR_UC:
        case EVR_UI:
        case EVR_UR:
        case EVR_UT:
            return true;
        default:
            return false;
    }
}

bool mustBeReadAgain(DcmElement& element) {
    const auto tag = element.getTag();
    if (tag.getGroup() % 2 == 1 || element.ident() == EVR_SQ)
        return false;
    const auto known = dictionaryVr(tag);
    if (known == EVR_UNKNOWN)
        return false;
    return isUnknown(element.getVR()) || (isBytes(element.getVR()) && isTextOrSequence(known));
}

/// PS3.5, 6.2.2, note 2: little endian, and a sequence's items in implicit VR, whatever the file has.
std::unique_ptr<DcmElement> readAgain(DcmElement& element, bool withSign) {
    const auto tag = element.getTag();
    const auto length = element.getLengthField();
    base::Bytes value(length);
    if (length > 0 && element.getPartialValue(value.data(), 0, length, nullptr, EBO_LittleEndian).bad())
        return nullptr;
    base::ByteWriter out;
    out.integer(tag.getGroup()).integer(tag.getElement()).integer(length).raw(value);
    const auto bytes = out.take();
    MemoryStream stream(bytes);
    DcmDataset read;
    read.transferInit();
    const auto done = read.read(stream, EXS_LittleEndianImplicit, EGL_noChange, DCM_MaxReadLength);
    read.transferEnd();
    if (done.bad() || stream.nestedTooDeep() || read.card() != 1 || read.loadAllDataIntoMemory().bad())
        return nullptr;
    if (dictionaryVr(tag) == EVR_xs && withSign) {
        auto number = std::make_unique<DcmSignedShort>(DcmTag(tag, EVR_SS));
        const auto count = static_cast<unsigned long>(value.size() / 2);
        if (number->putSint16Array(reinterpret_cast<const Sint16*>(value.data()), count).bad())
            return nullptr;
        return number;
    }
    return std::unique_ptr<DcmElement>(read.remove(read.getElement(0)));
}

base::Result<void> readIn(DcmItem& item, bool withSign) {
    std::vector<DcmElement*> elements;
    for (unsigned long i = 0; i < item.card(); ++i)
        elements.push_back(item.getElement(i));
    for (auto* element : elements) {
        if (mustBeReadAgain(*element)) {
            auto again = readAgain(*element, withSign);
            if (again == nullptr)
                continue;
            element = again.get();
            if (item.insert(again.get(), true).bad())
                return base::fail(base::ErrorCode::kInternal, "an element that cannot be put back");
            (void)again.release();
        }
        auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(element);
        if (sequence == nullptr || element->getTag() == DCM_PixelData)
            continue;
        for (unsigned long i = 0; i < sequence->card(); ++i)
            MEDVEIL_TRY(readIn(*sequence->getItem(i), withSign));
    }
    return {};
}

}  // namespace

base::Result<void> readUnknownVrs(DcmItem& item) {
    Uint16 sign = 0;
    if (item.findAndGetUint16(DCM_PixelRepresentation, sign).bad())
        sign = 0;
    return readIn(item, sign != 0);
}

}  // namespace medveil::imaging
