// Free text that the table keeps, searched for whom it names. Runs inside the decoder process only.
#pragma once

#include <map>

#include "core/imaging/decoder/dicom_file.h"
#include "core/imaging/decoder/identifiers.h"
#include "core/imaging/decoder/known_dates.h"

namespace medveil::imaging {

class TextSweep {
  public:
    /// Remembers who is named anywhere in a data set whose text is UTF-8, before anything is taken away.
    /// `options`: bits of imaging::keep.
    TextSweep(DcmItem& dataset, std::uint32_t options);

    /// The element's value without what names somebody, or none where nothing has to change. `item`: where it
    /// stands.
    struct Change {
        bool needed = false;
        std::string value;
    };
    Change changeOf(DcmItem& item, DcmElement& element) const;
    /// Whether a value that is no text names somebody all the same.
    bool isNamedInBytes(DcmElement& element) const;

  private:
    void collect(DcmItem& item);
    void remember(DcmElement& element);
    bool names(DcmItem& item, const DcmTagKey& tag, DcmEVR vr, const std::string& value) const;
    bool freeTextNames(DcmEVR vr, const std::string& value) const;
    bool isIdentifying(const std::string& value) const;

    std::uint32_t m_options;
    std::string m_birthYear;
    Identifiers m_identifiers;
    KnownDates m_dates;
    mutable std::map<std::string, bool> m_found;  ///< what stands in every frame is searched once
};

/// The text that stands for what was taken away.
inline constexpr const char* kRemovedText = "REMOVED";

/// All of an element's text, several values parted by backslashes.
std::string wholeText(DcmElement& element);

}  // namespace medveil::imaging
