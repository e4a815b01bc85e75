// What libuv's own events (core::EventKind from Closing on) say of the resource that they are
// about.
#pragma once

#include "core/event.h"
#include "storage/session.h"

namespace uvscope::storage {

// Takes the event into the record of its resource. Not Retype, Closing and the bytes that a request
// writes for its handle: they concern more than the one record.
void takeLibuvFact(ResourceRecord& record, const core::Event& event);

}  // namespace uvscope::storage
