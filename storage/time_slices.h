// A stretch of time in equal slices.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace uvscope::storage {

class TimeSlices {
 public:
  // `begin_ns` is before `end_ns`, `count` is not 0.
  TimeSlices(std::uint64_t begin_ns, std::uint64_t end_ns, std::uint32_t count);

  // A part of a time over which something is spread evenly.
  struct Part {
    std::uint64_t from = 0, to = 0, whole = 1;  // ns

    // So much of `total` lies in it; all parts together have the whole.
    [[nodiscard]] std::uint64_t of(std::uint64_t total) const {
      return from == 0 && to == whole ? total : until(total, to) - until(total, from);
    }

   private:
    [[nodiscard]] std::uint64_t until(std::uint64_t total, std::uint64_t ns) const;
  };

  [[nodiscard]] std::size_t size() const { return edges_.size() - 1; }

  [[nodiscard]] std::uint64_t begin() const { return edges_.front(); }

  [[nodiscard]] std::uint64_t end() const { return edges_.back(); }

  [[nodiscard]] bool has(std::uint64_t ns) const { return ns >= begin() && ns < end(); }

  // Where slice `i` begins; of size(), the end.
  [[nodiscard]] std::uint64_t edge(std::size_t i) const { return edges_[i]; }

  // The slice of a time that it has: near by a multiplication, then exactly by the edges.
  [[nodiscard]] std::size_t indexOf(std::uint64_t ns) const {
    const double near = static_cast<double>(ns - begin()) * per_ns_;
    std::size_t i = std::min(static_cast<std::size_t>(near), size() - 1);
    while (edges_[i] > ns)
      --i;
    while (i + 1 < size() && edges_[i + 1] <= ns)
      ++i;
    return i;
  }

  // Calls take(slice, part) for each slice with a part of [from_ns, to_ns), unless that is empty.
  template <class Take>
  void split(std::uint64_t from_ns, std::uint64_t to_ns, Take&& take) const {
    const std::uint64_t low = std::max(from_ns, begin());
    const std::uint64_t high = std::min(to_ns, end());
    if (low >= high) return;
    for (std::size_t i = indexOf(low); i < size() && edge(i) < high; ++i) {
      take(i, Part{std::max(low, edge(i)) - from_ns, std::min(high, edge(i + 1)) - from_ns,
                   to_ns - from_ns});
    }
  }

 private:
  double per_ns_;                     // slices
  std::vector<std::uint64_t> edges_;  // of all slices, and the end
};

}  // namespace uvscope::storage
