// Errors as values. A function that can fail on outside input returns Result<T>; the error says what is
// wrong, where, and how to mend it, so that one line is enough for the person who reads it at 3 a.m.
//
//     Result<Prefix> parse_prefix(std::string_view text);
//     Result<void> load() { Prefix p = TRY(parse_prefix("10.0.0.0/8")); ... return {}; }
//
// Broken invariants are not errors: they call panic() and end the process. Exceptions stay inside the library
// that throws them.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace portolan {

enum class ErrorCode {
    bad_input,    // what a person or a peer gave us is wrong
    not_found,    // it names something that does not exist
    io,           // the operating system refused
    limit,        // a documented bound was reached
    unsupported,  // well-formed, but not something this version does
};

struct Error {
    ErrorCode code = ErrorCode::bad_input;
    std::string message;  // what is wrong, in one sentence without a final stop
    std::string where;    // "file:line:column", a file name, or empty
    std::string remedy;   // how to mend it, or empty

    // "site.yaml:3:7: unknown key 'zone'; did you mean 'zones'?"
    [[nodiscard]] std::string text() const;
};

template <typename T>
struct [[nodiscard]] Result : tl::expected<T, Error> {
    using tl::expected<T, Error>::expected;
};

using Failure = tl::unexpected<Error>;

[[nodiscard]] Failure fail(ErrorCode code, std::string message, std::string where = {},
                           std::string remedy = {});

// Ends the process: an invariant of ours is broken and going on would be guessing.
[[noreturn]] void panic(std::string_view what);

}  // namespace portolan

// A name of its own for each use, so that TRY(TRY(a).b()) does not shadow.
#define PORTOLAN_TRY_JOIN_(a, b) a##b
#define PORTOLAN_TRY_JOIN(a, b) PORTOLAN_TRY_JOIN_(a, b)
#define PORTOLAN_TRY_AS(name, expression)                          \
    __extension__({                                                \
        auto name = (expression);                                  \
        if (!name) return tl::unexpected(std::move(name.error())); \
        std::move(name).value();                                   \
    })

// Value of the expression, or return its error from the enclosing function. Not usable with co_await inside
// (internal error of GCC 12), nor inside a braced initialiser: the members built before it would leak (GCC 12,
// clang 14; found by fuzzing). Name the value first.
#define TRY(expression) PORTOLAN_TRY_AS(PORTOLAN_TRY_JOIN(portolan_try_, __COUNTER__), expression)

// The same for Result<void>, and for values that are not wanted.
#define TRY_VOID(expression)                                                                 \
    do {                                                                                     \
        auto portolan_try_void = (expression);                                               \
        if (!portolan_try_void) return tl::unexpected(std::move(portolan_try_void.error())); \
    } while (false)
