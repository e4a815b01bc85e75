// What may have been meant by an id that is no resource, in the desktop and on the command line
// alike.
#pragma once

#include <string>

#include "storage/session.h"

namespace uvscope::ui {

// "2/7, 5/7" for the key 7: those with this id in other contexts, the first few. Empty: none.
std::string keysElsewhere(storage::Session& session, core::ResourceKey key);

}  // namespace uvscope::ui
