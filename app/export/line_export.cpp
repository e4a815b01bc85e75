#include "app/commands/filter_option.h"
#include "app/export/exporters.h"
#include "storage/event_filter.h"
#include "storage/resource_filter.h"

namespace uvscope::app {
namespace {}  // namespace

ExportNotes exportEventLines(storage::Session& session, const ExportRequest& request,
                             const EventLine& line, ExportStream& out) {
  storage::EventFilter filter(session, request.filter, findingsAtEnd(session));
  const bool all = filter.filter().empty();
  eachEventIn(session, request, [&](storage::EventSeq seq, const core::Event& event) {
    if (all || filter.matches(seq, event)) {
      out.write(line(seq, event));
      out.write("\n");
    }
    return out.ok();
  });
  return filter.notes();
}

ExportNotes exportResourceLines(storage::Session& session, const ExportRequest& request,
                                const ResourceLine& line, ExportStream& out) {
  storage::ResourceFilter filter(session, resourcesWanted(request), findingsAtEnd(session));
  storage::ResourceMatches page;
  while (!page.complete && out.ok()) {
    page = filter.page(page.next, kResourcesAtOnce);
    for (const storage::ResourceMatch& match : page.matches) {
      out.write(line(match.record));
      out.write("\n");
    }
  }
  return filter.notes();
}

}  // namespace uvscope::app
