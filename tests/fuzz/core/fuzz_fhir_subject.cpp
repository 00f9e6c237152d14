#include <cstdint>

#include "core/imaging/decoder/subject_reader.h"
#include "core/records/fhir_subject.h"

// Any bytes, JSON or XML, name some patients or are refused; what is named keeps its bounds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace medveil;
    const base::ByteView file(data, size);
    if (!records::mayBeFhir(file))
        return 0;
    const auto subjects = imaging::subjectsOf(file);
    if (subjects && subjects->size() > records::kMostSubjects)
        __builtin_trap();
    for (std::size_t i = 0; subjects && i < subjects->size(); ++i) {
        if (!records::sameSubject((*subjects)[i], (*subjects)[i]))
            __builtin_trap();
        (void)records::isAbout((*subjects)[i], {{}, "2004"}, "Ida Berg");
    }
    return 0;
}
