#include "app/commands/why.h"

#include <vector>

#include <fmt/core.h>

#include "app/commands/open_session.h"
#include "app/commands/text_fields.h"
#include "ui/logic/command_line.h"
#include "ui/logic/format.h"
#include "ui/logic/libuv_facts.h"
#include "ui/logic/subtree.h"

namespace uvscope::app {
namespace {

using storage::ResourceRecord;
using storage::Session;
using storage::TreeNode;

// "in run 3 of TCPSERVERWRAP 2".
std::string maker(Session& session, const ResourceRecord& made) {
  const core::ResourceKey key{made.key.context, made.execution};
  if (made.execution == core::kBootstrapId) return "by the main program, outside of the loop";
  if (made.execution == core::kNativeId) return "by the loop, with no callback running";
  const std::string name = nodeName(session, {key, session.resource(key), 0});
  if (made.creating_run == 0) return "in a callback of " + name;
  return fmt::format("in run {} of {}", made.creating_run, name);
}

std::string endOf(const ResourceRecord& resource) {
  if (resource.destroyed()) return "destroyed at " + ui::formatMoment(resource.destroy_ns);
  if (resource.closing_seq != storage::kNoSeq) return "closing, its close callback never came";
  return "never destroyed";
}

void printNode(Session& session, const TreeNode& node, bool first, std::FILE* out) {
  const std::string arrow = first ? "" : "because of ";
  if (!node.resource) {
    fmt::print(out, "{}{}\n", arrow, nodeName(session, node));
    return;
  }
  const ResourceRecord& resource = *node.resource;
  const std::string detail = resource.detail.empty() ? "" : "  " + oneLine(resource.detail);
  fmt::print(out, "{}{}{}\n", arrow, nodeName(session, node), detail);
  if (resource.init_seq == storage::kNoSeq) {
    fmt::print(out, "    made before the recording began; {}\n", endOf(resource));
    return;
  }
  const std::string site = session.site(resource.stack);
  fmt::print(out, "    made at {} {}{}; {}\n", ui::formatMoment(resource.init_ns),
             maker(session, resource), site.empty() ? "" : ", by " + oneLine(site),
             endOf(resource));
}

// Of the resource that was asked for: more than a link of the chain needs.
void printFacts(Session& session, const ResourceRecord& resource, std::FILE* out) {
  if (resource.owner != core::AsyncId{}) {
    const core::ResourceKey owner{resource.key.context, resource.owner};
    fmt::print(out, "    belongs to {}\n", nodeName(session, {owner, session.resource(owner), 0}));
  }
  std::string line;
  for (const ui::Fact& fact : ui::libuvFacts(resource, session.contexts()))
    line += (line.empty() ? "" : "; ") + fact.label + ": " + fact.value;
  if (!line.empty()) fmt::print(out, "    {}\n", line);
}

// What exists because of it.
void printSubtree(Session& session, core::ResourceKey key, std::FILE* out) {
  const auto query = session.subtrees({key}, storage::ParentKind::Trigger);
  while (query->step()) {
  }
  const storage::SubtreeTotals below = query->totals().front();
  if (below.resources == 0) return;
  fmt::print(out, "    because of it: {}; {} in {}\n", ui::subtreeSize(below),
             ui::formatDuration(below.run_ns), ui::formatPlural(below.runs, "callback"));
}

}  // namespace

core::Result<int> runWhy(const std::string& path, const std::string& resource, std::FILE* out) {
  const auto key = ui::parseKey(resource);
  if (!key) return key.error();
  auto opened = openSession(path);
  if (!opened) return std::move(opened).error();
  Session& session = **opened;
  if (core::isSyntheticRoot(key->id)) {
    return core::Error{
        core::ErrorCode::Usage,
        fmt::format("{} is no resource but the root of all others ({}); give the id "
                    "of a resource",
                    resource, key->id == core::kBootstrapId ? "the main program" : "the loop")};
  }
  if (!session.resource(*key)) return noResource(session, *key, path);
  bool first = true;
  for (const TreeNode& node : session.chain(*key, storage::ParentKind::Trigger)) {
    printNode(session, node, first, out);
    if (first && node.resource) {
      printFacts(session, *node.resource, out);
      printSubtree(session, *key, out);
    }
    first = false;
  }
  return 0;
}

}  // namespace uvscope::app
