#include "core/imaging/decoder/copy_check.h"

#include <algorithm>
#include <array>

#include "core/imaging/decoder/masked_dicom.h"

namespace medveil::imaging {

namespace {

/// What the de-identification itself puts in, with all that is in it: PS3.15, E.1.1;
/// core/spec/masked-image.md.
bool isOurRecord(const DcmTagKey& tag) {
    return tag == DCM_PatientIdentityRemoved || tag == DCM_DeidentificationMethod ||
           tag == DCM_DeidentificationMethodCodeSequence ||
           tag == DCM_LongitudinalTemporalInformationModified || tag == DCM_BurnedInAnnotation ||
           tag.getGroup() == 0x7fdd;
}

std::string trimmed(const std::string& text) {
    const auto end = text.find_last_not_of(std::string_view(" \0", 2));
    return end == std::string::npos ? std::string() : text.substr(0, end + 1);
}

class CopyCheck {
  public:
    CopyCheck(const Outcomes& outcomes, std::uint32_t options) : m_outcomes(outcomes), m_options(options) {}

    base::Result<void> check(DcmItem& item, const ElementPath& around, std::size_t depth) {
        for (unsigned long i = 0; i < item.card(); ++i) {
            auto* const element = item.getElement(i);
            const auto tag = element->getTag();
            if (depth == 0 && isOurRecord(tag))
                continue;
            const auto path = pathOf(around, tag);
            if (isUnknown(element->getVR()))
                return differs(path);
            const auto outcome = m_outcomes.find(path);
            const bool good =
                outcome == m_outcomes.end() ? isKept(*element, depth) : isSo(*element, outcome->second);
            if (!good)
                return differs(path);
            m_seen += outcome != m_outcomes.end();
            auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(element);
            const bool inside = sequence != nullptr && tag != DCM_PixelData && outcome == m_outcomes.end();
            for (unsigned long k = 0; inside && k < sequence->card(); ++k)
                MEDVEIL_TRY(check(*sequence->getItem(k), itemPathOf(path, k), depth + 1));
        }
        return {};
    }

    /// What was not come across must be gone.
    base::Result<void> checkRest() const {
        const auto there = std::ranges::count_if(
            m_outcomes, [](const auto& each) { return each.second.kind != Outcome::Kind::kGone; });
        if (m_seen != static_cast<std::size_t>(there))
            return base::fail(base::ErrorCode::kInternal, "a copy without all that was written");
        return {};
    }

  private:
    static std::unexpected<base::Error> differs(const ElementPath& path) {
        return base::fail(base::ErrorCode::kInternal, "the copy differs from the report at " + path);
    }

    static bool isSo(DcmElement& element, const Outcome& outcome) {
        switch (outcome.kind) {
            case Outcome::Kind::kGone:
                return false;
            case Outcome::Kind::kEmpty:
                return element.getLengthField() == 0 ||
                       (element.ident() == EVR_SQ && dynamic_cast<DcmSequenceOfItems&>(element).card() == 0);
            case Outcome::Kind::kValue:
                return trimmed(wholeText(element)) == trimmed(outcome.value);
            case Outcome::Kind::kDummyItem:
                return element.ident() == EVR_SQ && dynamic_cast<DcmSequenceOfItems&>(element).card() == 1;
        }
        return false;
    }

    bool isKept(DcmElement& element, std::size_t depth) const {
        const auto vr = decidingVr(element);
        const auto fate = fateOf(element.getTag(), vr, m_options, depth);
        const bool untouched =
            fate == Fate::kKeep || fate == Fate::kLookInside || (fate == Fate::kShift && vr == EVR_TM);
        // What was empty stays so.
        return untouched || (fate != Fate::kRemove && element.isEmpty());
    }

    const Outcomes& m_outcomes;
    std::uint32_t m_options;
    std::size_t m_seen = 0;
};

}  // namespace

base::Result<void> checkCopy(base::ByteView file, const Outcomes& outcomes, std::uint32_t options) {
    DcmFileFormat format;
    MEDVEIL_TRY(readDicom(format, file, Deflated::kRefuse, UnknownVrs::kAsWritten));
    CopyCheck check(outcomes, options);
    MEDVEIL_TRY(check.check(*format.getDataset(), {}, 0));
    return check.checkRest();
}

}  // namespace medveil::imaging
