#include "storage/event_times.h"

#include <cstring>

#include "storage/byte_io.h"
#include "storage/column_varint.h"

namespace uvscope::storage {
namespace {

using core::Event;
using namespace event_layout;  // NOLINT(google-build-using-namespace): half of the codec
using Places = EventColumns::Places;
using column::varint;

constexpr std::size_t kTimesAtOnce = 8;

// Whether that many steps of time take a byte of either column here, and none goes back.
bool areShortSteps(const std::uint8_t* high) {
  std::uint64_t bytes = 0;
  static_assert(sizeof(bytes) == kTimesAtOnce);
  std::memcpy(&bytes, high, sizeof(bytes));
  return (bytes & 0x8181818181818181U) == 0;
}

}  // namespace

std::uint64_t readTimes(Places& places, std::uint64_t time, std::span<Event> out) {
  const std::uint8_t* low = places[Time];
  const std::uint8_t* high = places[TimeHigh];
  for (std::size_t at = 0; at < out.size();) {
    if (out.size() - at >= kTimesAtOnce && areShortSteps(high)) {
      for (std::size_t i = 0; i < kTimesAtOnce; ++i)
        out[at++].ts_ns = time += std::uint64_t{*high++} << 7U | *low++;
      continue;
    }
    const std::uint64_t read = varint(high);
    const std::uint64_t back = -(read & 1U);  // all ones: subtract
    out[at++].ts_ns = time += (((read >> 1U) << 8U | *low++) ^ back) - back;
  }
  places[Time] = low;
  places[TimeHigh] = high;
  return time;
}

std::uint64_t readTimesInOneColumn(Places& places, std::uint64_t time, std::span<Event> out) {
  for (Event& event : out)
    event.ts_ns = time = addPacked(time, varint(places[Time]));
  return time;
}

}  // namespace uvscope::storage
