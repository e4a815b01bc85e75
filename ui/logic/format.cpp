#include "ui/logic/format.h"

#include <array>
#include <ctime>
#include <string_view>

#include <fmt/format.h>

namespace uvscope::ui {
namespace {

constexpr std::string_view kThinSpace = "\u2009";

std::string grouped(std::string_view digits) {
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) out += kThinSpace;
    out += digits[i];
  }
  return out;
}

// 412, 41.2, 4.12: three significant digits of a value below 1000.
std::string threeDigits(double value) {
  if (value >= 99.95) return fmt::format("{:.0f}", value);
  if (value >= 9.995) return fmt::format("{:.1f}", value);
  return fmt::format("{:.2f}", value);
}

// `digits` of a second's fraction in groups of three, cut, not rounded: a moment never seems later
// than it was.
std::string secondsWith(std::uint64_t ns, int digits) {
  std::string fraction = fmt::format("{:09}", ns % 1'000'000'000);
  fraction.resize(static_cast<std::size_t>(digits));
  std::string out = grouped(std::to_string(ns / 1'000'000'000)) + '.';
  for (std::size_t i = 0; i < fraction.size(); ++i) {
    if (i != 0 && i % 3 == 0) out += kThinSpace;
    out += fraction[i];
  }
  return fmt::format("{}{}s", out, kThinSpace);
}

}  // namespace

std::string formatCount(std::uint64_t count) {
  return grouped(std::to_string(count));
}

std::string formatPlural(std::uint64_t count, std::string_view noun) {
  const char* const ending = count == 1                                     ? ""
                             : noun.ends_with("ss") || noun.ends_with("ch") ? "es"
                                                                            : "s";
  return fmt::format("{} {}{}", formatCount(count), noun, ending);
}

std::string formatDuration(std::uint64_t ns) {
  if (ns < 1000) return fmt::format("{}{}ns", ns, kThinSpace);
  const auto value = static_cast<double>(ns);
  if (value < 999.5e3) return fmt::format("{}{}µs", threeDigits(value / 1e3), kThinSpace);
  if (value < 999.5e6) return fmt::format("{}{}ms", threeDigits(value / 1e6), kThinSpace);
  if (value < 59.95e9) return fmt::format("{}{}s", threeDigits(value / 1e9), kThinSpace);
  const std::uint64_t seconds = (ns + 500'000'000) / 1'000'000'000;
  if (seconds < 3600) return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {:02} min", seconds / 3600, seconds % 3600 / 60);
}

std::string formatExactTime(std::uint64_t ns) {
  return secondsWith(ns, 9);
}

std::string formatMoment(std::uint64_t ns) {
  return secondsWith(ns, 6);
}

std::string formatRate(double per_second) {
  if (per_second < 999.5) return fmt::format("{:.0f}/s", per_second);
  if (per_second < 999.5e3)
    return fmt::format("{}{}k/s", threeDigits(per_second / 1e3), kThinSpace);
  return fmt::format("{}{}M/s", threeDigits(per_second / 1e6), kThinSpace);
}

std::string formatKey(core::ResourceKey key) {
  if (key.context.value == 1) return std::to_string(key.id.value);
  return fmt::format("{}/{}", key.context.value, key.id.value);
}

std::string formatWhen(std::int64_t unix_ms, std::int64_t now_unix_ms) {
  const std::time_t then = static_cast<std::time_t>(unix_ms / 1000);
  const std::time_t now = static_cast<std::time_t>(now_unix_ms / 1000);
  const std::time_t day_ago = now - 86'400;
  std::tm then_tm{}, now_tm{}, day_ago_tm{};
  localtime_r(&then, &then_tm);
  localtime_r(&now, &now_tm);
  localtime_r(&day_ago, &day_ago_tm);
  const auto same_day = [](const std::tm& a, const std::tm& b) {
    return a.tm_year == b.tm_year && a.tm_yday == b.tm_yday;
  };
  const std::string clock = fmt::format("{:02}:{:02}", then_tm.tm_hour, then_tm.tm_min);
  if (same_day(then_tm, now_tm)) return "today " + clock;
  if (same_day(then_tm, day_ago_tm)) return "yesterday " + clock;
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{} {} {}", then_tm.tm_mday,
                     kMonths.at(static_cast<std::size_t>(then_tm.tm_mon)), then_tm.tm_year + 1900);
}

std::string formatBytes(std::uint64_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (value < 999.5) return fmt::format("{}{}B", bytes, kThinSpace);
  if (value < 999.5e3) return fmt::format("{}{}kB", threeDigits(value / 1e3), kThinSpace);
  if (value < 999.5e6) return fmt::format("{}{}MB", threeDigits(value / 1e6), kThinSpace);
  return fmt::format("{}{}GB", threeDigits(value / 1e9), kThinSpace);
}

std::string withoutParameters(std::string_view function) {
  const std::size_t end = function.rfind(')');
  std::size_t at = end;
  int depth = 0;
  while (at != std::string_view::npos && at > 0) {
    if (function[at] == ')') ++depth;
    if (function[at] == '(' && --depth == 0) break;
    --at;
  }
  const bool has_some = at != std::string_view::npos && at > 0;
  // Neither "operator()" nor "(anonymous namespace)::" has any to lose.
  if (!has_some || function.substr(0, at).ends_with("operator") ||
      function.find("::", end) != std::string_view::npos) {
    return std::string(function);
  }
  return std::string(function.substr(0, at));
}

}  // namespace uvscope::ui
