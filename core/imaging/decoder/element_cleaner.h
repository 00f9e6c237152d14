// Takes away what the rules say, element by element, and remembers what became of each. Runs inside the
// decoder process only. Borrows what it is given; one thread.
#pragma once

#include <map>
#include <optional>

#include "core/imaging/decoder/confidentiality_rules.h"
#include "core/imaging/decoder/pseudonyms.h"
#include "core/imaging/decoder/text_sweep.h"
#include "core/imaging/model/deidentify_plan.h"

namespace medveil::imaging {

/// Where an element stands: "(0040,A730)[2](0040,A123)".
using ElementPath = std::string;
ElementPath pathOf(const ElementPath& around, const DcmTagKey& tag);
ElementPath itemPathOf(const ElementPath& sequence, unsigned long item);

/// What must be true of the written file.
struct Outcome {
    enum class Kind : std::uint8_t { kGone, kEmpty, kValue, kDummyItem };
    Kind kind = Kind::kGone;
    std::string value;  ///< with kValue: the text; of numbers what getOFStringArray() makes of them
};
using Outcomes = std::map<ElementPath, Outcome>;

class ElementCleaner {
  public:
    ElementCleaner(const DeidentifyPlan& plan, const Pseudonyms& pseudonyms, const TextSweep& sweep,
                   std::vector<DeidentifyAction>& report)
        : m_plan(plan), m_pseudonyms(pseudonyms), m_sweep(sweep), m_report(report) {}

    /// kInternal when a value cannot be changed: such a file must not be passed on.
    base::Result<void> clean(DcmItem& item) { return clean(item, {}, 0); }
    const Outcomes& outcomes() const { return m_outcomes; }

  private:
    base::Result<void> clean(DcmItem& item, const ElementPath& around, std::size_t depth);
    base::Result<void> apply(DcmItem& item, DcmElement& element, const ElementPath& path, std::size_t depth);
    OFCondition change(DcmItem& item, DcmElement& element, Fate fate, const ElementPath& path);
    OFCondition replace(DcmElement& element, const ElementPath& path);
    OFCondition shift(DcmItem& item, DcmElement& element, const ElementPath& path);
    OFCondition sweep(DcmItem& item, DcmElement& element, const ElementPath& path);
    OFCondition empty(DcmItem& item, DcmElement& element, const ElementPath& path);
    OFCondition put(DcmElement& element, const std::string& value, const ElementPath& path,
                    const char* action);
    void note(const DcmTagKey& key, const ElementPath& path, const char* action);

    const DeidentifyPlan& m_plan;
    const Pseudonyms& m_pseudonyms;
    const TextSweep& m_sweep;
    std::vector<DeidentifyAction>& m_report;
    Outcomes m_outcomes;
};

}  // namespace medveil::imaging
