#include "core/imaging/decoder/utf8_text.h"

#include <algorithm>

#include <dcmtk/dcmdata/dcspchrs.h>

namespace medveil::imaging {

namespace {

std::string valueOf(DcmElement& element) {
    OFString value;
    return element.getOFStringArray(value).good() ? std::string(value.c_str(), value.size()) : std::string();
}

/// Bytes over ASCII, or the escapes that change the set.
bool isMoreThanAscii(std::string_view text) {
    return std::ranges::any_of(text,
                               [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c == '\x1b'; });
}

bool isUtf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto head = static_cast<unsigned char>(text[i]);
        const std::size_t size = head < 0x80       ? 1
                                 : head >> 5 == 6  ? 2
                                 : head >> 4 == 14 ? 3
                                 : head >> 3 == 30 ? 4
                                                   : 0;
        if (size == 0 || size > text.size() - i)
            return false;
        for (std::size_t k = 1; k < size; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xc0U) != 0x80U)
                return false;
        }
        i += size;
    }
    return true;
}

std::string fromLatin1(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
            continue;
        }
        out += static_cast<char>(0xc0U | byte >> 6);
        out += static_cast<char>(0x80U | (byte & 0x3fU));
    }
    return out;
}

template <class Visit>
bool visitText(DcmItem& item, const OFString& inherited, Visit visit) {
    OFString set;
    if (item.findAndGetOFStringArray(DCM_SpecificCharacterSet, set).bad() || set.empty())
        set = inherited;
    for (unsigned long i = 0; i < item.card(); ++i) {
        auto* const element = item.getElement(i);
        auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(element);
        if (sequence == nullptr) {
            if (element->isAffectedBySpecificCharacterSet() && !visit(*element, set))
                return false;
            continue;
        }
        for (unsigned long k = 0; element->getTag() != DCM_PixelData && k < sequence->card(); ++k) {
            if (!visitText(*sequence->getItem(k), set, visit))
                return false;
        }
    }
    return true;
}

bool convert(DcmElement& element, const OFString& set) {
    const auto value = valueOf(element);
    if (!isMoreThanAscii(value))
        return true;
    DcmSpecificCharacterSet converter;
    OFString converted;
    const bool done = converter.selectCharacterSet(set).good() &&
                      element.convertCharacterSet(converter).good() && isUtf8(valueOf(element));
    if (done)
        return true;
    return element.putString((isUtf8(value) ? value : fromLatin1(value)).c_str()).good();
}

bool dropNestedSets(DcmItem& item, bool nested) {
    if (nested && item.tagExists(DCM_SpecificCharacterSet) &&
        item.findAndDeleteElement(DCM_SpecificCharacterSet).bad())
        return false;
    for (unsigned long i = 0; i < item.card(); ++i) {
        auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(item.getElement(i));
        if (sequence == nullptr || sequence->getTag() == DCM_PixelData)
            continue;
        for (unsigned long k = 0; k < sequence->card(); ++k) {
            if (!dropNestedSets(*sequence->getItem(k), true))
                return false;
        }
    }
    return true;
}

}  // namespace

base::Result<void> toUtf8(DcmDataset& dataset) {
    const bool ascii = visitText(
        dataset, "", [](DcmElement& element, const OFString&) { return !isMoreThanAscii(valueOf(element)); });
    if (ascii)
        return {};
    if (!visitText(dataset, "", convert) || !dropNestedSets(dataset, false) ||
        dataset.putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 192").bad())
        return base::fail(base::ErrorCode::kInternal, "text that cannot be put back");
    return {};
}

}  // namespace medveil::imaging
