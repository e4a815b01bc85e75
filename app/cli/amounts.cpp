#include "app/cli/amounts.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>

#include "capture/recorder/ring_format.h"

namespace uvscope::app {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array kTimes{Unit{"", 1e9},  Unit{"ns", 1},   Unit{"us", 1e3},   Unit{"ms", 1e6},
                            Unit{"s", 1e9}, Unit{"m", 60e9}, Unit{"min", 60e9}, Unit{"h", 3600e9}};
constexpr std::array kThousands{Unit{"", 1},    Unit{"k", 1e3}, Unit{"K", 1e3},
                                Unit{"M", 1e6}, Unit{"G", 1e9}, Unit{"T", 1e12}};

constexpr const char* kTimeWords = "a number with us, ms, s, m or h, like 500ms, 10s, 2m";
constexpr const char* kCountWords = "a number, also with k, M, G or T, like 10k, 5M";
constexpr const char* kByteWords = "a number of bytes, also with k, M, G or T, like 100M, 2G";
constexpr const char* kRingWords = "64k to 64M";

// Sums of two such still fit where times and sizes are kept.
constexpr double kMost = 4e18;

std::optional<std::uint64_t> amountIn(std::string_view text, std::span<const Unit> units) {
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc()) return std::nullopt;
  const std::string_view name = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    const double amount = std::round(number * unit.factor);
    if (!(amount >= 1 && amount <= kMost)) return std::nullopt;
    return static_cast<std::uint64_t>(amount);
  }
  return std::nullopt;
}

core::Result<std::uint64_t> parse(std::string_view text, std::span<const Unit> units,
                                  const char* words) {
  if (const auto amount = amountIn(text, units)) return *amount;
  return core::Error{core::ErrorCode::Usage, words};
}

}  // namespace

core::Result<std::uint64_t> parseDurationNs(std::string_view text) {
  return parse(text, kTimes, kTimeWords);
}

core::Result<std::uint64_t> parseOffsetNs(std::string_view text) {
  for (const Unit& unit : kTimes) {
    if (text.starts_with('0') && text.substr(1) == unit.name) return std::uint64_t{0};
  }
  return parseDurationNs(text);
}

core::Result<std::uint64_t> parseCount(std::string_view text) {
  return parse(text, kThousands, kCountWords);
}

core::Result<std::uint64_t> parseBytes(std::string_view text) {
  return parse(text, kThousands, kByteWords);
}

core::Result<std::uint64_t> parseRingBytes(std::string_view text) {
  const std::uint64_t bytes = std::bit_ceil(amountIn(text, kThousands).value_or(0));
  if (bytes >= capture::kLeastRingBytes && bytes <= capture::kMostRingBytes) return bytes;
  return core::Error{core::ErrorCode::Usage, kRingWords};
}

}  // namespace uvscope::app
