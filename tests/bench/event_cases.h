// One event, beside the least that a record with a time can cost.
#pragma once

#include <cstdint>

namespace uvscope::bench {

// Nanoseconds of `count` operations, as Case::run.
double plainRecord24(std::uint64_t count);  // the clock and a store into a cyclic buffer
double plainRecord32(std::uint64_t count);
double ringRecord(std::uint64_t count);        // into a ring that is always empty
double ringRecordRead(std::uint64_t count);    // into a ring that another thread reads
double beforeAndAfter(std::uint64_t count);    // through environment, hooks and recorder
double initWithoutStack(std::uint64_t count);  // twelve calls deep
double initWithStack(std::uint64_t count);     // the same, with its stack, which is known

}  // namespace uvscope::bench
