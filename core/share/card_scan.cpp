#include "core/share/card_scan.h"

#include <algorithm>
#include <set>

#include "core/format/card.h"
#include "core/format/file_digest.h"
#include "core/share/read_whole.h"

namespace medveil::share {

namespace {

constexpr std::size_t kMostRemembered = 100'000;
constexpr std::size_t kMostNames = 400'000;
constexpr std::size_t kFilesOfOnePerson = 500;
constexpr base::Timestamp kLookAgain = base::kMinute;

/// A ring: what comes after `last` first.
void rotate(std::vector<std::string>& names, const std::string& last) {
    std::ranges::sort(names);
    std::ranges::rotate(names, std::ranges::upper_bound(names, last));
}

class Scan {
  public:
    Scan(ShareFolder& folder, CardMemory& memory, const CardBudget& budget)
        : m_folder(folder), m_memory(memory), m_budget(budget), m_left(budget.files) {}

    base::Result<CardHarvest> run() {
        std::vector<std::string> fresh;
        std::vector<std::string> known;
        MEDVEIL_TRY(m_folder.list(SharePath("id"), [&](const base::FolderEntry& entry) {
            if (entry.kind != base::FileInfo::Kind::kFolder || entry.name.size() != kNameLength ||
                !base::fromBase32(entry.name))
                return true;
            (m_memory.looks.contains(entry.name) ? known : fresh).push_back(entry.name);
            return fresh.size() + known.size() < kMostNames && !spent();
        }));
        rotate(fresh, m_memory.lastFresh);
        rotate(known, m_memory.lastKnown);
        for (const auto& name : fresh) {
            if (spent())
                break;
            readPerson(name);
            m_memory.lastFresh = name;
        }
        for (const auto& name : known) {
            if (spent())
                break;
            const auto& look = m_memory.looks[name];
            const auto info = m_folder.info(SharePath("id") / name);
            if (m_budget.everything || !look.whole || look.at + kLookAgain < m_budget.now || !info ||
                info->stamp != look.stamp)
                readPerson(name);
            m_memory.lastKnown = name;
        }
        m_harvest.more = spent();
        return std::move(m_harvest);
    }

  private:
    static constexpr std::size_t kNameLength = 52;

    bool spent() const {
        return m_left == 0 || m_bytes > m_budget.bytes || (m_budget.stop && m_budget.stop());
    }

    void readPerson(const std::string& name) {
        const auto folder = SharePath("id") / name;
        CardMemory::Look look;
        if (const auto known = m_memory.looks.find(name); known != m_memory.looks.end())
            look = known->second;
        if (const auto info = m_folder.info(folder))
            look.stamp = info->stamp;
        look.at = m_budget.now;
        std::set<std::string> names;
        bool all = true;
        (void)m_folder.list(folder, [&](const base::FolderEntry& entry) {
            if (entry.kind == base::FileInfo::Kind::kFile && entry.name.ends_with(".card") &&
                entry.name > look.after)
                names.insert(entry.name);
            if (names.size() > kFilesOfOnePerson) {
                names.erase(std::prev(names.end()));
                all = false;
            }
            return true;
        });
        look.whole = all && look.after.empty();
        look.after = all || names.empty() ? std::string() : *names.rbegin();
        std::string last = m_memory.looks.contains(name) ? m_memory.looks[name].after : std::string();
        for (const auto& file : names) {
            if (spent()) {
                // The rest of this folder comes the next time.
                look.whole = false;
                look.after = last;
                break;
            }
            last = file;
            --m_left;
            readCard(folder, name, file);
        }
        if (m_memory.looks.size() < kMostRemembered || m_memory.looks.contains(name))
            m_memory.looks[name] = std::move(look);
    }

    void readCard(const SharePath& folder, const std::string& person, const std::string& file) {
        auto bytes = readWhole(m_folder, folder / file, format::kCardLimit);
        if (!bytes || !file.ends_with("-" + base::toBase32(format::fileDigest(*bytes).view()) + ".card"))
            return;
        const auto card = format::decodeSignedCard(*bytes);
        if (!card || base::toBase32(card->card.person.view()) != person)
            return;
        m_bytes += bytes->size();
        m_harvest.cards.push_back(std::move(*bytes));
    }

    ShareFolder& m_folder;
    CardMemory& m_memory;
    const CardBudget& m_budget;
    std::size_t m_left;
    std::size_t m_bytes = 0;
    CardHarvest m_harvest;
};

}  // namespace

base::Result<CardHarvest> readCards(ShareFolder& folder, CardMemory& memory, const CardBudget& budget) {
    return Scan(folder, memory, budget).run();
}

}  // namespace medveil::share
