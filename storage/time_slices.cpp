#include "storage/time_slices.h"

namespace uvscope::storage {
namespace {

__extension__ using Wide = unsigned __int128;

}  // namespace

TimeSlices::TimeSlices(std::uint64_t begin_ns, std::uint64_t end_ns, std::uint32_t count)
    : per_ns_(count / static_cast<double>(end_ns - begin_ns)) {
  edges_.reserve(count + std::size_t{1});
  for (std::size_t i = 0; i <= count; ++i) {
    edges_.push_back(begin_ns +
                     static_cast<std::uint64_t>((Wide{end_ns - begin_ns} * i + count - 1) / count));
  }
}

std::uint64_t TimeSlices::Part::until(std::uint64_t total, std::uint64_t ns) const {
  return static_cast<std::uint64_t>(Wide{total} * ns / whole);
}

}  // namespace uvscope::storage
