// What a reader of FHIR says while it goes through a file, whatever its syntax, and whom the file is about in
// the end. Keeps no tree: one frame for each object that is open. Owned by one reader; one thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/records/person_name.h"
#include "core/records/subject.h"

namespace medveil::records {

class FhirEvents {
  public:
    /// An object or an array begins, under the member that was named last. False: nested too deeply.
    bool open(bool object);
    /// It ends. False: more patients than a file may name.
    bool close();
    void member(const std::string& name);
    /// The same name again in one object, where that cannot be: of two readers each may take another.
    void countMember(const std::string& name);
    /// A string under the member that was named last; in an array, under the array's own name.
    void text(const std::string& value);
    /// A resource of its own begins; what is still open has no end.
    void nextResource() { m_frames.clear(); }

    bool isOpen() const { return !m_frames.empty(); }
    /// Something in it said which resource it is.
    bool sawFhir() const { return m_sawFhir; }
    bool tooMany() const { return m_tooMany; }
    /// It says something of its patient in a way that FHIR does not have: nobody knows whom others read in
    /// it.
    bool isUnclear() const { return m_unclear; }
    /// Every patient once; kTooLarge for more than kMostSubjects.
    base::Result<std::vector<Subject>> subjects() const;

  private:
    struct Patient {
        std::string id;       ///< of the resource
        std::string fullUrl;  ///< of its entry in a Bundle
        Subject subject;
    };
    struct Reference {
        std::string target;
        Subject subject;
    };
    /// An object that is being read, and what matters of it.
    struct Frame {
        bool object = false;
        std::string key;  ///< under which it stands; that of the array around it, too
        std::string member;
        std::string resourceType, id, fullUrl, reference, type, display, system, value, text, birthDate;
        NameParts name;
        Subject subject;
        std::vector<std::size_t> patients;  ///< found inside
        std::uint32_t members = 0;          ///< those of kSaidOnce that were there; bits
        bool namedByText = false;           ///< a name or number that is no object
        bool subjectIsText = false;
    };

    static void inherit(Frame& into, const Frame& from);
    void finish(Frame frame);
    void keepReference(Frame& frame);
    std::vector<Subject> allSubjects() const;

    std::vector<Frame> m_frames;
    std::vector<Patient> m_patients;
    std::vector<Reference> m_references;
    bool m_sawFhir = false;
    bool m_unclear = false;
    bool m_tooMany = false;
};

}  // namespace medveil::records
