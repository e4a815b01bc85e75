#include "ui/logic/time_ticks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace uvscope::ui {
namespace {

struct Unit {
  std::string_view name;
  double ns;
};

constexpr std::array<Unit, 4> kUnits = {{{"s", 1e9}, {"ms", 1e6}, {"µs", 1e3}, {"ns", 1}}};

// 1, 2 or 5 times a power of ten, in ns, at least `ns`.
double roundStep(double ns) {
  const double power = std::pow(10, std::floor(std::log10(std::max(ns, 1.0))));
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    if (power * factor >= ns) return power * factor;
  }
  return power * 10;
}

}  // namespace

double xOf(std::uint64_t ns, const TimeRange& range, double width) {
  const auto length = static_cast<double>(std::max<std::uint64_t>(range.length(), 1));
  return (static_cast<double>(ns) - static_cast<double>(range.begin_ns)) / length * width;
}

std::uint64_t timeAt(double x, const TimeRange& range, double width) {
  const double ns = static_cast<double>(range.begin_ns) +
                    x / std::max(width, 1.0) * static_cast<double>(range.length());
  return ns <= 0 ? 0 : static_cast<std::uint64_t>(ns);
}

std::vector<TimeTick> timeTicks(const TimeRange& range, int width, int spacing) {
  std::vector<TimeTick> ticks;
  if (width <= 0 || range.length() == 0) return ticks;
  const double step =
      roundStep(static_cast<double>(range.length()) * spacing / static_cast<double>(width));
  const Unit* unit = &kUnits.back();
  for (const Unit& candidate : kUnits) {
    // The unit of the range's end, so that numbers stay between 1 and 1000 where they can.
    if (static_cast<double>(range.end_ns) >= candidate.ns) {
      unit = &candidate;
      break;
    }
  }
  const int decimals = std::max(
      0, static_cast<int>(std::round(std::log10(unit->ns) - std::floor(std::log10(step) + 1e-9))));
  auto index = static_cast<std::uint64_t>(std::ceil(static_cast<double>(range.begin_ns) / step));
  for (;; ++index) {
    const double ns = static_cast<double>(index) * step;
    if (ns > static_cast<double>(range.end_ns)) break;
    ticks.push_back({static_cast<std::uint64_t>(ns),
                     fmt::format("{:.{}f}\u2009{}", ns / unit->ns, decimals, unit->name)});
  }
  return ticks;
}

}  // namespace uvscope::ui
