#pragma once

#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>

#include "app/commands/resource_format.h"
#include "core/result.h"

namespace uvscope::app {

struct ResourcesOptions {
  std::string path;
  std::string filter;  // only resources that match it; empty: all
  ResourceFormat format = ResourceFormat::Text;
  std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();
};

// Prints a line a resource, in the order in which they were made. Returns status 0.
core::Result<int> runResources(const ResourcesOptions& options, std::FILE* out);

}  // namespace uvscope::app
