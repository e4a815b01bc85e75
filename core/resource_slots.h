// What a resource carries beside its ids.
#pragma once

#include "core/properties.h"
#include "core/stores.h"

namespace uvscope::core {

struct ResourceSlots {
  Stores stores;          // of AsyncLocalStorage: what the resource makes inherits them
  Properties properties;  // the resource's own
};

}  // namespace uvscope::core
