#include "tests/support/people.h"

#include <array>
#include <memory>

namespace medveil::test {

const identity::Identity& person(std::size_t index) {
    static std::array<std::unique_ptr<identity::Identity>, 6> people;
    static constexpr std::array<const char*, 6> kNames = {"Amal Rossi",  "Jonas Weber", "Mei Tanaka",
                                                          "Zoé Lambert", "Omar Haddad", "Eve Stranger"};
    auto& slot = people.at(index);
    if (!slot) {
        auto made = identity::createIdentity({kNames[index], "North Ward", {format::Role::kDoctor}},
                                             1'800'000'000'000);
        slot = std::make_unique<identity::Identity>(std::move(made).value());
    }
    return *slot;
}

}  // namespace medveil::test
