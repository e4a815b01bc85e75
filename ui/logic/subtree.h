// What exists because of a resource, for the inspector and `uvscope why`.
#pragma once

#include <string>

#include "storage/session.h"
#include "ui/logic/search.h"

namespace uvscope::ui {

// For the worker.
Search<core::ResourceKey, storage::SubtreeTotals>::Slice subtreeSlices(storage::Session& session,
                                                                       core::ResourceKey top,
                                                                       storage::ParentKind by);

// "1 204 resources, 12 alive"; "more than 100 000 resources, 12 of these alive".
std::string subtreeSize(const storage::SubtreeTotals& totals);

}  // namespace uvscope::ui
