#include "capture/instrument/loop_numbers.h"

#include <array>
#include <atomic>

namespace uvscope::capture {
namespace {

// Changed by the thread that runs or closes the loop alone, once it has taken the place.
struct Place {
  std::atomic<const uv_loop_t*> loop;
  std::atomic<std::uint64_t> number;
};

// No lock, which a fork might leave held.
constinit std::array<Place, 256> places{};
constinit std::atomic<std::uint64_t> last_number = 0;

Place* placeOf(const uv_loop_t* loop) {
  for (Place& place : places) {
    if (place.loop.load(std::memory_order_relaxed) == loop) return &place;
  }
  return nullptr;
}

}  // namespace

std::uint64_t loopNumber(const uv_loop_t* loop) {
  if (const Place* const known = placeOf(loop)) {
    return known->number.load(std::memory_order_relaxed);
  }
  for (Place& place : places) {
    const uv_loop_t* free = nullptr;
    if (!place.loop.compare_exchange_strong(free, loop, std::memory_order_relaxed)) continue;
    const std::uint64_t number = last_number.fetch_add(1, std::memory_order_relaxed) + 1;
    place.number.store(number, std::memory_order_relaxed);
    return number;
  }
  return 0;
}

void forgetLoop(const uv_loop_t* loop) {
  if (Place* const known = placeOf(loop)) known->loop.store(nullptr, std::memory_order_relaxed);
}

}  // namespace uvscope::capture
