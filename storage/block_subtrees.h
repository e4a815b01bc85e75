// What the open block of a tracker adds to the subtrees of its session.
#pragma once

#include "storage/resource_tracker.h"
#include "storage/subtree_codec.h"

namespace uvscope::storage {

BlockSubtrees subtreesOf(const ResourceTracker& tracker);

}  // namespace uvscope::storage
