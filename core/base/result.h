// Result<T>: a value or an Error, never ignored. A plain value type; the contained T decides about threads.
#pragma once

#include <expected>
#include <string>
#include <utility>

#include "core/base/error.h"

namespace medveil::base {

template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
  public:
    using std::expected<T, Error>::expected;
};

template <>
class [[nodiscard]] Result<void> : public std::expected<void, Error> {
  public:
    using std::expected<void, Error>::expected;
};

inline std::unexpected<Error> fail(ErrorCode code, std::string detail = {}) {
    return std::unexpected<Error>(Error{code, std::move(detail)});
}

inline std::unexpected<Error> fail(Error error) {
    return std::unexpected<Error>(std::move(error));
}

}  // namespace medveil::base

#define MEDVEIL_CONCAT_INNER(a, b) a##b
#define MEDVEIL_CONCAT(a, b) MEDVEIL_CONCAT_INNER(a, b)

/// MEDVEIL_TRY(expression): returns the expression's error from the enclosing function, if it has one.
#define MEDVEIL_TRY(...) MEDVEIL_TRY_INNER(MEDVEIL_CONCAT(medveilTried, __COUNTER__), __VA_ARGS__)
#define MEDVEIL_TRY_INNER(tried, ...)                               \
    do {                                                            \
        if (auto tried = (__VA_ARGS__); !tried.has_value())         \
            return ::medveil::base::fail(std::move(tried).error()); \
    } while (false)

/// MEDVEIL_ASSIGN(auto name, expression): the same, and keeps the value in `name`.
#define MEDVEIL_ASSIGN(target, ...) \
    MEDVEIL_ASSIGN_INNER(MEDVEIL_CONCAT(medveilAssigned, __COUNTER__), target, __VA_ARGS__)
#define MEDVEIL_ASSIGN_INNER(temporary, target, ...)                \
    auto temporary = (__VA_ARGS__);                                 \
    if (!temporary.has_value())                                     \
        return ::medveil::base::fail(std::move(temporary).error()); \
    target = std::move(*temporary)
