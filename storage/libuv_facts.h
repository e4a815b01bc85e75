// What libuv's own events (core::EventKind from Closing on) say of the resource that they are
// about.
#pragma once

#include <cstdint>

#include "core/event.h"
#include "storage/session.h"

namespace uvscope::storage {

// How many bytes, or callbacks of a Repeat, the event tells of; a target may say anything.
[[nodiscard]] inline std::uint64_t amountOf(const core::Event& event) {
  return event.value > 0 ? static_cast<std::uint64_t>(event.value) : 0;
}

// Takes the event into the record of its resource. Not Retype, Closing and the bytes that a request
// writes for its handle: they concern more than the one record.
void takeLibuvFact(ResourceRecord& record, const core::Event& event);

}  // namespace uvscope::storage
