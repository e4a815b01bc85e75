#include "app/commands/tree.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "app/commands/filter_option.h"
#include "app/commands/open_session.h"
#include "app/commands/text_fields.h"
#include "app/commands/tree_selection.h"
#include "storage/resource_filter.h"
#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

using storage::ResourceRecord;
using storage::Session;
using storage::TreeNode;

constexpr std::uint64_t kChildrenAtOnce = 256;
constexpr std::size_t kShownOfAType = 8;   // siblings of one type that are printed one by one
constexpr std::size_t kLabelColumns = 64;  // where state, runs and times begin

std::string stateOf(const ResourceRecord& resource) {
  const bool alive = resource.closing_seq == storage::kNoSeq && !resource.destroyed();
  return std::string(stateName(resource)) + (alive && !resource.referenced ? ", unref'd" : "");
}

std::string label(const Session& session, const TreeNode& node) {
  std::string text = nodeName(session, node);
  if (!node.resource) return text;
  if (node.resource->diverges()) text += " ◆";
  if (!node.resource->detail.empty()) text += "  " + oneLine(node.resource->detail);
  return text;
}

std::string facts(const TreeNode& node) {
  if (!node.resource) return {};
  const ResourceRecord& resource = *node.resource;
  if (resource.runs == 0) return stateOf(resource);
  return fmt::format("{:<15}{}, {}", stateOf(resource), ui::formatPlural(resource.runs, "run"),
                     ui::formatDuration(resource.run_ns));
}

// Prints a tree from the top, holding one page of children a level: depth costs no stack, width no
// memory.
class TreePrinter {
 public:
  TreePrinter(Session& session, const TreeOptions& options, storage::ResourceFilter& filter,
              std::FILE* out)
      : session_(session),
        options_(options),
        out_(out),
        selection_(session, options.by, options.type, options.alive, filter),
        sorted_(session, options.by, options.sort) {}

  // False when there was nothing to print.
  bool print() {
    bool any = false;
    for (const TreeNode& root : session_.roots(options_.by)) {
      if (!selection_.shows(root.key)) continue;
      any = true;
      printLine("", root);
      open(root, "");
      while (!levels_.empty())
        step();
    }
    if (any && selection_.hidden() > 0) {
      fmt::print(out_, "{} hidden\n", ui::formatPlural(selection_.hidden(), "resource"));
    }
    return any;
  }

 private:
  struct Level {
    core::ResourceKey parent;
    std::uint64_t children = 0;
    std::string indent;
    std::uint64_t offset = 0;  // of the page within the children
    std::vector<TreeNode> page;
    std::size_t next = 0;           // in the page
    std::optional<TreeNode> ahead;  // taken from the page, not yet printed
    std::map<core::TypeId, std::uint64_t> of_type;
  };

  void open(const TreeNode& node, const std::string& indent) {
    if (node.children == 0) return;
    if (levels_.size() >= options_.depth) {
      fmt::print(out_, "{}└─ {} below\n", indent, ui::formatPlural(node.children, "resource"));
      return;
    }
    Level& level = levels_.emplace_back();
    level.parent = node.key;
    level.children = node.children;
    if (!sorted_.sorts(node.children)) tellUnsorted(node);
    level.indent = indent;
  }

  void tellUnsorted(const TreeNode& node) const {
    fmt::print(stderr,
               "uvscope: note: the {} of {} are in order of birth: more than {} are not sorted\n",
               ui::formatPlural(node.children, "resource"), nodeName(session_, node),
               ui::formatCount(ui::kMostSorted));
  }

  // The next child of the innermost level, or its end.
  void step() {
    Level& level = levels_.back();
    if (!level.ahead) level.ahead = nextShown(level);
    if (!level.ahead) {
      printFolded(level);
      levels_.pop_back();
      return;
    }
    const TreeNode node = *std::exchange(level.ahead, nextShown(level));
    const bool last = !level.ahead && !hasFolded(level);
    const std::string indent = level.indent;
    printLine(indent + (last ? "└─ " : "├─ "), node);
    open(node, indent + (last ? "   " : "│  "));  // may move `level`
  }

  std::optional<TreeNode> nextShown(Level& level) {
    for (;; ++level.next) {
      if (level.next == level.page.size() && !nextPage(level)) return std::nullopt;
      const TreeNode& node = level.page[level.next];
      if (!node.resource || !selection_.shows(node.key)) continue;
      if (isFolded(++level.of_type[node.resource->type])) continue;
      return level.page[level.next++];
    }
  }

  [[nodiscard]] bool isFolded(std::uint64_t count) const {
    return count > kShownOfAType && !options_.all;
  }

  [[nodiscard]] bool hasFolded(const Level& level) const {
    return std::ranges::any_of(level.of_type,
                               [&](const auto& type) { return isFolded(type.second); });
  }

  bool nextPage(Level& level) {
    level.offset += level.page.size();
    level.page = sorted_.page(level.parent, level.children, level.offset, kChildrenAtOnce);
    level.next = 0;
    return !level.page.empty();
  }

  void printFolded(const Level& level) {
    std::string rest;
    for (const auto& [type, count] : level.of_type) {
      if (!isFolded(count)) continue;
      rest += fmt::format("{}{} {}", rest.empty() ? "" : ", ",
                          ui::formatCount(count - kShownOfAType), session_.typeName(type));
    }
    if (!rest.empty())
      fmt::print(out_, "{}└─ and {} more (--all shows them)\n", level.indent, rest);
  }

  void printLine(const std::string& branch, const TreeNode& node) {
    const std::string text = branch + label(session_, node);
    const std::string more = facts(node);
    if (more.empty()) {
      fmt::print(out_, "{}\n", text);
      return;
    }
    const std::size_t columns = columnsOf(text);
    const std::size_t gap = columns + 2 > kLabelColumns ? 2 : kLabelColumns - columns;
    fmt::print(out_, "{}{:{}}{}\n", text, "", gap, more);
  }

  Session& session_;
  const TreeOptions& options_;
  std::FILE* out_;
  TreeSelection selection_;
  ui::SortedChildren sorted_;
  std::vector<Level> levels_;
};

}  // namespace

core::Result<int> runTree(const TreeOptions& options, std::FILE* out) {
  auto opened = openFiltered(options.path, options.filter);
  if (!opened) return std::move(opened).error();
  Session& session = *opened->session;
  storage::ResourceFilter& filter = *opened->filter;
  if (TreePrinter(session, options, filter, out).print()) return 0;
  if (!options.filter.empty()) {
    fmt::print(stderr, "uvscope: no resource matches '{}' in {}\n", options.filter, options.path);
    return 0;
  }
  std::string wanted = options.alive ? " that was never destroyed" : "";
  if (!options.type.empty()) wanted += fmt::format(" of a type like '{}'", options.type);
  fmt::print(stderr, "uvscope: no resource{} in {}{}\n", wanted, options.path,
             wanted.empty() ? "" : "; 'uvscope info' lists the types");
  return 0;
}

}  // namespace uvscope::app
