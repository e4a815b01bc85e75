// Resources added up by where they were made: by creation site and type, or by type alone. Reads
// the session a page at a time; memory by the number of sites and of stacks.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "storage/resource_filter.h"
#include "storage/session.h"

namespace uvscope::app {

enum class TotalsBy : std::uint8_t { Site, Type };

struct SiteTotal {
  std::string site;  // "start_server (server.c:42)"; empty: by type, or no stack was recorded
  core::TypeId type;
  std::uint64_t made = 0;
  std::uint64_t alive = 0;       // at the end
  std::uint64_t runs = 0;        // callbacks that have ended
  std::uint64_t run_ns = 0;      // their sum, nested ones included
  std::uint64_t max_run_ns = 0;  // the longest

  friend bool operator==(const SiteTotal&, const SiteTotal&) = default;
};

// Of what `filter` lets through; in order of site and type.
std::vector<SiteTotal> siteTotals(storage::Session& session, storage::ResourceFilter& filter,
                                  TotalsBy by);

}  // namespace uvscope::app
