// Dates of a person, remembered to be found again in free text in every usual order: 12.3.47, 3/12/1947,
// 470312, 12 Mar 47. Own their values; one thread.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <tuple>

namespace medveil::imaging {

class KnownDates {
  public:
    /// DA, DT or several of them; what is no whole date is passed over.
    void remember(std::string_view values);
    bool areIn(std::string_view text) const;

  private:
    std::set<std::tuple<int, int, int>> m_dates;  ///< year, month, day
    std::set<std::string> m_joined;               ///< forms without anything between
};

}  // namespace medveil::imaging
