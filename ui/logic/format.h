// How numbers are written for a person: thin spaces in thousands, three significant digits and a
// unit for times. Text is UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/async_id.h"
#include "storage/session.h"

namespace uvscope::ui {

// "1 204 551", thin spaces.
std::string formatCount(std::uint64_t count);

// "3 resources", "1 resource", "2 processes".
std::string formatPlural(std::uint64_t count, std::string_view noun);

// Three significant digits and a unit: "0 ns", "41.2 µs", "3.46 s", "2 min 14 s", "3 h 02 min".
std::string formatDuration(std::uint64_t ns);

// Every digit: "1.204 318 241 s".
std::string formatExactTime(std::uint64_t ns);

// A time since the start of the session as the transport shows it: "1.204 318 s", microseconds.
std::string formatMoment(std::uint64_t ns);

// "812 k/s".
std::string formatRate(double per_second);

// "7" in context 1, "2/7" in another: what `parseKey` of the command line reads.
std::string formatKey(core::ResourceKey key);

// "today 14:32", "yesterday 09:05", "21 Nov 2026"; local time.
std::string formatWhen(std::int64_t unix_ms, std::int64_t now_unix_ms);

// "9.4 MB".
std::string formatBytes(std::uint64_t bytes);

// "node::TCPWrap::Connect" of "node::TCPWrap::Connect(v8::Value const&)"; other names as they are.
std::string withoutParameters(std::string_view function);

// Why a session that nobody records any more has no end.
inline constexpr std::string_view kWhyUnfinished =
    "its recorder was killed, or it was copied before its end";

}  // namespace uvscope::ui
