#pragma once

#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>

#include "core/result.h"
#include "storage/session.h"
#include "ui/logic/child_order.h"

namespace uvscope::app {

struct TreeOptions {
  std::string path;
  storage::ParentKind by = storage::ParentKind::Trigger;
  std::string
      type;  // only resources whose type matches this glob, with their ancestors; empty: all
  std::string filter;  // only resources that match it, with their ancestors; empty: all
  ui::ChildOrder sort = ui::ChildOrder::Birth;                      // of siblings
  std::uint32_t depth = std::numeric_limits<std::uint32_t>::max();  // levels below a root
  bool alive = false;  // only what was never destroyed, with its ancestors
  bool all = false;    // every sibling, however many are of one type
};

// Prints the resources as an indented tree. Returns status 0.
core::Result<int> runTree(const TreeOptions& options, std::FILE* out);

}  // namespace uvscope::app
