// Benchmarks that are compared with each other: what is compared runs in turns in the same process,
// and each figure is the median over all rounds, because other programs run as well. Times are
// those of the thread's processor clock.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <time.h>

namespace uvscope::bench {

inline double threadNanoseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

// Adds up the times between start() and stop().
class Stopwatch {
 public:
  void start() { since_ = threadNanoseconds(); }

  void stop() { nanoseconds_ += threadNanoseconds() - since_; }

  [[nodiscard]] double nanoseconds() const { return nanoseconds_; }

 private:
  double since_ = 0;
  double nanoseconds_ = 0;
};

// What is measured. `run` returns the nanoseconds that `count` operations took.
struct Case {
  std::string_view name;
  double (*run)(std::uint64_t count);
  std::uint64_t count;  // in a round
};

// What a case is held against.
struct Comparison {
  enum class By { Ratio, Added };

  std::string_view label;
  std::string_view base, ours;  // cases
  By by = By::Ratio;
  double most = 0;  // the target; 0: none
};

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

class Rounds {
 public:
  explicit Rounds(const std::vector<Case>& cases) : cases_(cases), figures_(cases.size()) {}

  // One more than `rounds`: the first warms up and does not count.
  void run(std::size_t rounds) {
    for (std::size_t round = 0; round <= rounds; ++round) {
      for (std::size_t i = 0; i < cases_.size(); ++i) {
        const Case& one = cases_[i];
        const double nanoseconds = one.run(one.count) / static_cast<double>(one.count);
        if (round != 0) figures_[i].push_back(nanoseconds);
      }
    }
  }

  // A line: both medians, and the median of what they are to each other in each round.
  void print(const Comparison& comparison) const {
    const std::vector<double>& base = figuresOf(comparison.base);
    const std::vector<double>& ours = figuresOf(comparison.ours);
    const bool is_ratio = comparison.by == Comparison::By::Ratio;
    std::vector<double> relation(base.size());
    for (std::size_t i = 0; i < base.size(); ++i)
      relation[i] = is_ratio ? ours[i] / base[i] : ours[i] - base[i];
    const double figure = median(relation);
    std::printf("%-52s %8.2f %8.2f   %s%-7.*f", comparison.label.data(), median(base), median(ours),
                is_ratio ? "x" : "+", is_ratio ? 3 : 2, figure);
    if (comparison.most != 0) {
      std::printf(" %s%-6.2f %s", is_ratio ? "x" : "+", comparison.most,
                  figure <= comparison.most ? "met" : "MISSED");
    }
    std::printf("\n");
  }

 private:
  [[nodiscard]] const std::vector<double>& figuresOf(std::string_view name) const {
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      if (cases_[i].name == name) return figures_[i];
    }
    std::abort();
  }

  const std::vector<Case>& cases_;
  std::vector<std::vector<double>> figures_;  // of each case, nanoseconds an operation a round
};

inline void printHead(const char* base, const char* ours) {
  std::printf("%-52s %8s %8s   %-8s %-7s\n", "ns, median", base, ours, "", "target");
}

// The compiler may assume nothing about memory here.
inline void forgetMemory() {
  asm volatile("" ::: "memory");
}

}  // namespace uvscope::bench
