#include "tests/layers/layers.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <set>
#include <string_view>

namespace uvscope::testing {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::set<std::string>, std::less<>>& allowed() {
  static const std::map<std::string, std::set<std::string>, std::less<>> kAllowed{
      {"core", {"core"}},
      {"capture", {"core", "capture"}},
      {"storage", {"core", "storage"}},
      {"ui", {"core", "storage", "ui"}},
      {"app", {"core", "capture", "storage", "ui", "app"}},
  };
  return kAllowed;
}

// Of storage, views see the read interface and the filters, which are made of nothing else: never
// the writer, SQLite or a file.
constexpr std::array<std::string_view, 3> kSeenByViews{
    "storage/session.h", "storage/resource_filter.h", "storage/event_filter.h"};

bool mayUse(std::string_view layer, const std::string& included) {
  const std::string folder = included.substr(0, included.find('/'));
  if (layer == "ui" && folder == "storage")
    return std::find(kSeenByViews.begin(), kSeenByViews.end(), included) != kSeenByViews.end();
  const auto found = allowed().find(layer);
  return found != allowed().end() && found->second.contains(folder);
}

bool isSource(const fs::path& path) {
  return path.extension() == ".h" || path.extension() == ".cpp" || path.extension() == ".c";
}

// The file that `line` includes in quotes; empty for any other line.
std::string includedBy(std::string_view line) {
  const auto skip = [&line](std::string_view what) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!line.starts_with(what)) return false;
    line.remove_prefix(what.size());
    return true;
  };
  if (!skip("#") || !skip("include") || !skip("\"")) return {};
  return std::string(line.substr(0, line.find('"')));
}

void checkFile(const fs::path& root, const fs::path& file, const std::string& layer,
               std::vector<std::string>& violations) {
  std::ifstream in(file);
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const std::string included = includedBy(line);
    if (included.empty() || mayUse(layer, included)) continue;
    violations.push_back(fs::relative(file, root).string() + ':' + std::to_string(number) +
                         " includes " + included);
  }
}

}  // namespace

std::vector<std::string> layerViolations(const fs::path& root) {
  std::vector<std::string> violations;
  for (const auto& [layer, unused] : allowed()) {
    if (!fs::exists(root / layer)) continue;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / layer)) {
      if (isSource(entry.path())) checkFile(root, entry.path(), layer, violations);
    }
  }
  std::sort(violations.begin(), violations.end());
  return violations;
}

}  // namespace uvscope::testing
