// A table of figures: what was measured, the limit or peer of the same run, their ratio, the
// target.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace uvscope::bench {

struct Figure {
  std::string what;
  double value = 0;
  std::string unit;
  std::string beside;       // the limit or peer; empty: none
  double beside_value = 0;  // in the same unit
  std::string target;       // in words
  bool met = false;
};

inline void printHeader() {
  std::printf("%-46s %12s %-7s %-30s %9s %7s  %-22s %s\n", "figure", "value", "unit",
              "limit or peer in this run", "value", "ratio", "target", "met");
}

inline void print(const Figure& one) {
  std::printf("%-46s %12.3f %-7s ", one.what.c_str(), one.value, one.unit.c_str());
  if (one.beside.empty()) {
    std::printf("%-30s %9s %7s  ", "", "", "");
  } else {
    std::printf("%-30s %9.3f %7.3f  ", one.beside.c_str(), one.beside_value,
                one.beside_value > 0 ? one.value / one.beside_value : 0);
  }
  std::printf("%-22s %s\n", one.target.c_str(), one.target.empty() ? "" : (one.met ? "yes" : "NO"));
  std::fflush(stdout);
}

}  // namespace uvscope::bench
