#include "ui/logic/time_range.h"

#include <algorithm>

namespace uvscope::ui {
namespace {

// A little room after the end, so that an arrow at the last moment is seen whole.
std::uint64_t fullLength(std::uint64_t duration_ns) {
  return std::max(kShortestRangeNs, duration_ns + duration_ns / 64);
}

// Shifted into the session; the whole session becomes the empty range, which goes on growing.
TimeRange placed(double begin, double length, std::uint64_t duration_ns) {
  const auto full = static_cast<double>(fullLength(duration_ns));
  if (length >= full) return {};
  begin = std::clamp(begin, 0.0, full - length);
  const auto begin_ns = static_cast<std::uint64_t>(begin);
  return {begin_ns, begin_ns + static_cast<std::uint64_t>(length)};
}

}  // namespace

TimeRange effectiveRange(const TimeRange& range, std::uint64_t duration_ns) {
  if (range.whole()) return {0, fullLength(duration_ns)};
  return range;
}

TimeRange zoomed(const TimeRange& range, std::uint64_t duration_ns, std::uint64_t at_ns,
                 double factor) {
  const TimeRange now = effectiveRange(range, duration_ns);
  const auto length = static_cast<double>(now.length());
  const double wanted = std::max(length * factor, static_cast<double>(kShortestRangeNs));
  const auto at = static_cast<double>(std::clamp(at_ns, now.begin_ns, now.end_ns));
  const double share = (at - static_cast<double>(now.begin_ns)) / length;
  return placed(at - share * wanted, wanted, duration_ns);
}

TimeRange panned(const TimeRange& range, std::uint64_t duration_ns, double share) {
  if (range.whole()) return range;
  const auto length = static_cast<double>(range.length());
  return placed(static_cast<double>(range.begin_ns) + share * length, length, duration_ns);
}

TimeRange revealed(const TimeRange& range, std::uint64_t duration_ns, std::uint64_t at_ns) {
  if (range.whole() || (at_ns >= range.begin_ns && at_ns < range.end_ns)) return range;
  // Most of the room lies in the direction of travel.
  const auto length = static_cast<double>(range.length());
  const double before = at_ns < range.begin_ns ? 0.75 : 0.25;
  return placed(static_cast<double>(at_ns) - before * length, length, duration_ns);
}

}  // namespace uvscope::ui
