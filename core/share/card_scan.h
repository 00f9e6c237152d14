// Reading a directory of cards that anybody may fill: a bounded piece at each look, those first that were
// never looked at, and on from there at the next look, so that no amount of junk hides a real person for
// long. A CardMemory belongs to one session; nothing in it is needed for correctness.
#pragma once

#include <unordered_map>

#include "core/share/share_folder.h"

namespace medveil::share {

struct CardMemory {
    struct Look {
        FileStamp stamp{};
        base::Timestamp at = 0;  ///< monotonic
        std::string after;       ///< the last file that was read, where there were too many for one look
        bool whole = false;
    };
    std::unordered_map<std::string, Look> looks;  ///< by the person's folder
    std::string lastFresh;
    std::string lastKnown;
};

struct CardBudget {
    std::size_t files = 20'000;
    std::size_t bytes = 64 * 1024 * 1024;  ///< of the cards that are returned
    base::Timestamp now = 0;               ///< monotonic
    bool everything = true;                ///< also folders that nobody touched since the last look
    std::function<bool()> stop;
};

struct CardHarvest {
    /// Files that are cards of the person whose folder they lie in, under a name with their digest.
    /// Unverified; several of one person may be there.
    std::vector<base::Bytes> cards;
    bool more = false;  ///< the budget ended first
};

base::Result<CardHarvest> readCards(ShareFolder& folder, CardMemory& memory, const CardBudget& budget);

}  // namespace medveil::share
