// Reads one row and checks what it reads: an unknown number of an enumeration, an identifier of another
// length or a number out of its bounds is damage, never a zero. Read all columns, then ask check(). Borrows
// the statement for one row.
#pragma once

#include <algorithm>
#include <limits>
#include <optional>

#include "core/vault/database.h"

namespace medveil::vault {

class RowReader {
  public:
    RowReader(const Statement& row, std::string_view table) : m_row(row), m_table(table) {}

    template <class Value>
    Value value(int column) {
        auto read = Value::from(m_row.blob(column));
        if (read)
            return std::move(*read);
        note(column);
        return {};
    }
    /// NULL, or a whole value.
    template <class Value>
    std::optional<Value> valueOrNull(int column) {
        return m_row.isNull(column) ? std::nullopt : std::optional(value<Value>(column));
    }
    /// Empty, or a whole value.
    template <class Value>
    std::optional<Value> valueOrEmpty(int column) {
        return m_row.blob(column).empty() ? std::nullopt : std::optional(value<Value>(column));
    }
    /// Whatever a decoder makes of the bytes.
    template <class Value>
    Value decoded(int column, base::Result<Value> (*decode)(base::ByteView)) {
        auto read = decode(m_row.blob(column));
        if (read)
            return std::move(*read);
        note(column);
        return {};
    }
    /// What is wrong with the row as a whole shows in this column.
    void require(bool holds, int column) {
        if (!holds)
            note(column);
    }
    /// From 0 to `last`.
    template <class Enum>
    Enum oneOf(int column, Enum last) {
        return static_cast<Enum>(number(column, 0, static_cast<std::int64_t>(last)));
    }
    template <class Enum>
    Enum oneOf(int column, Enum first, Enum last) {
        return static_cast<Enum>(
            number(column, static_cast<std::int64_t>(first), static_cast<std::int64_t>(last)));
    }
    bool flag(int column) { return number(column, 0, 1) != 0; }
    template <class Integer = std::uint64_t>
    Integer count(int column) {
        constexpr auto kMost = std::min<std::uint64_t>(std::numeric_limits<Integer>::max(), INT64_MAX);
        return static_cast<Integer>(number(column, 0, static_cast<std::int64_t>(kMost)));
    }

    /// kVaultDamaged with the table's name and the first column that does not fit.
    base::Result<void> check() const {
        if (m_bad < 0)
            return {};
        return base::fail(base::ErrorCode::kVaultDamaged,
                          std::string(m_table) + ", column " + std::to_string(m_bad));
    }

  private:
    std::int64_t number(int column, std::int64_t least, std::int64_t most) {
        const auto read = m_row.integer(column);
        if (!m_row.isNull(column) && read >= least && read <= most)
            return read;
        note(column);
        return least;
    }
    void note(int column) {
        if (m_bad < 0)
            m_bad = column;
    }
    const Statement& m_row;
    std::string_view m_table;
    int m_bad = -1;
};

}  // namespace medveil::vault
