#include "app/commands/resources.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "app/commands/filter_option.h"
#include "app/commands/open_session.h"
#include "storage/resource_filter.h"
#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

constexpr std::uint64_t kListedAtOnce = 1024;

// Whether anything matches from `position` on.
bool hasMore(storage::ResourceFilter& filter, std::uint64_t position) {
  return filter.next(position).has_value();
}

}  // namespace

core::Result<int> runResources(const ResourcesOptions& options, std::FILE* out) {
  auto opened = openFiltered(options.path, options.filter);
  if (!opened) return std::move(opened).error();
  storage::Session& session = *opened->session;
  storage::ResourceFilter& filter = *opened->filter;
  const ResourceFormatter formatter(session, options.format);
  if (const std::string header = formatter.header(); !header.empty()) {
    fmt::print(out, "{}\n", header);
  }
  std::uint64_t printed = 0;
  storage::ResourceMatches page;
  while (!page.complete && printed < options.limit) {
    page = filter.page(page.next, std::min(kListedAtOnce, options.limit - printed));
    for (const storage::ResourceMatch& match : page.matches)
      fmt::print(out, "{}\n", formatter.line(match.record));
    printed += page.matches.size();
  }
  if (printed == 0 && !options.filter.empty() && options.format == ResourceFormat::Text)
    fmt::print(stderr, "uvscope: no resource matches '{}' in {}\n", options.filter, options.path);
  if (!page.complete && hasMore(filter, page.next)) {
    fmt::print(stderr, "uvscope: more than {} match; --limit shows more\n",
               ui::formatPlural(printed, "resource"));
  }
  return 0;
}

}  // namespace uvscope::app
