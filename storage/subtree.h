// What exists because of a resource: all that lies below it in one of the trees, as of the end of
// the session.
#pragma once

#include <cstdint>
#include <vector>

namespace uvscope::storage {

struct SubtreeTotals {
  std::uint64_t resources = 0;  // but for the one at the top
  std::uint64_t alive = 0;
  std::uint64_t runs = 0, run_ns = 0;
  bool more = false;  // so much was looked at that it was given up: there may be more

  friend bool operator==(const SubtreeTotals&, const SubtreeTotals&) = default;
};

// A question that may look at much of a session, in steps of some ten milliseconds. To be asked
// before the session is refreshed; the session must outlive it.
class SubtreeQuery {
 public:
  virtual ~SubtreeQuery() = default;

  // Looks at a part of the session. False: all that is wanted was seen.
  virtual bool step() = 0;

  // So far, in the order of the tops.
  [[nodiscard]] virtual std::vector<SubtreeTotals> totals() const = 0;
};

}  // namespace uvscope::storage
