#include <optional>
#include <set>

#include "app/commands/filter_option.h"
#include "app/commands/open_session.h"
#include "app/commands/text_fields.h"
#include "app/export/exporters.h"
#include "storage/resource_filter.h"
#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

using core::ResourceKey;
using storage::ResourceRecord;
using storage::Session;

constexpr std::size_t kWidestDetail = 60;

// A string of Dot's: only the quote and the backslash mean anything in it.
std::string dotString(const std::string& text) {
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') out += '\\';
    out += letter;
  }
  return out + '"';
}

std::string nameOf(ResourceKey key) {
  return fmt::format("r{}_{}", key.context.value, key.id.value);
}

class DotWriter {
 public:
  DotWriter(Session& session, const ExportRequest& request, ExportStream& out)
      : session_(session), request_(request), out_(out) {}

  void begin() {
    out_.format("digraph uvscope {{\n  label={};\n", dotString(oneLine(session_.info().program)));
    out_.write("  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n");
  }

  void node(const ResourceRecord& resource) {
    std::string label =
        oneLine(session_.typeName(resource.type)) + ' ' + ui::formatKey(resource.key);
    if (!resource.detail.empty()) label += " · " + shortened(oneLine(resource.detail));
    named_.insert(resource.key);
    out_.format("  {} [label={}, color=black{}];\n", nameOf(resource.key), dotString(label),
                resource.destroyed() ? ", style=dashed" : "");
    const ResourceKey parent{resource.key.context, request_.by == storage::ParentKind::Trigger
                                                       ? resource.trigger
                                                       : resource.execution};
    parentNode(parent);
    out_.format("  {} -> {}{};\n", nameOf(parent), nameOf(resource.key),
                resource.diverges() ? " [color=firebrick]" : "");
  }

  void end(bool cut, std::uint64_t count) {
    if (cut) {
      out_.format("  cut [shape=note, label=\"cut after {} resources\"];\n", count);
    }
    out_.write("}\n");
  }

 private:
  static std::string shortened(const std::string& text) {
    return columnsOf(text) <= kWidestDetail ? text : firstColumns(text, kWidestDetail) + "…";
  }

  // Once each, and not what has a line of its own. Such a line may follow, where a program named a
  // trigger that it made later: what it says counts.
  void parentNode(ResourceKey key) {
    if (!named_.insert(key).second) return;
    const std::string name = nodeName(session_, {key, session_.resource(key), 0});
    out_.format("  {} [label={}, color=gray];\n", nameOf(key), dotString(name));
  }

  Session& session_;
  const ExportRequest& request_;
  ExportStream& out_;
  std::set<ResourceKey> named_;  // twice as many as the limit at most
};

}  // namespace

ExportNotes exportDot(Session& session, const ExportRequest& request, ExportStream& out) {
  storage::ResourceFilter filter(session, resourcesWanted(request), findingsAtEnd(session));
  DotWriter writer(session, request, out);
  writer.begin();
  std::uint64_t written = 0;
  storage::ResourceMatches page;
  while (!page.complete && written < request.limit && out.ok()) {
    page = filter.page(page.next, std::min(kResourcesAtOnce, request.limit - written));
    for (const storage::ResourceMatch& match : page.matches)
      writer.node(match.record);
    written += page.matches.size();
  }
  ExportNotes notes = filter.notes();
  const bool cut = !page.complete && filter.next(page.next).has_value();
  if (cut) {
    notes.push_back(fmt::format("cut after {}; --limit, --filter and --under choose others",
                                ui::formatPlural(written, "resource")));
  }
  writer.end(cut, written);
  return notes;
}

}  // namespace uvscope::app
