// The times of packed events: of each the difference to the one before, its lowest 8 bits in one
// column, the others and the sign in another; of old files all in one.
#pragma once

#include <cstdint>
#include <span>

#include "core/event.h"
#include "storage/event_columns.h"

namespace uvscope::storage {

// They read no more events than may be read without a look at the ends of the columns, after one at
// `time`, and return the time of the last.
std::uint64_t readTimes(EventColumns::Places& places, std::uint64_t time,
                        std::span<core::Event> out);
std::uint64_t readTimesInOneColumn(EventColumns::Places& places, std::uint64_t time,
                                   std::span<core::Event> out);

}  // namespace uvscope::storage
