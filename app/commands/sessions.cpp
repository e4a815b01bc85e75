#include "app/commands/sessions.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "app/commands/open_session.h"
#include "app/commands/text_fields.h"
#include "app/recent_sessions.h"
#include "app/session_names.h"
#include "core/wall_clock.h"
#include "ui/logic/format.h"
#include "ui/logic/snapshot.h"

namespace uvscope::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWidestColumn = 32;

struct Listed {
  std::string path;
  std::vector<std::string> names;
};

// Recent ones first, the newest first; then those that only have a name.
std::vector<Listed> listed() {
  std::vector<Listed> out;
  for (std::string& path : rememberedSessions(recentListPath()))
    out.push_back({std::move(path), {}});
  for (const auto& [name, path] : sessionNames(sessionNamesPath())) {
    auto at = std::ranges::find(out, path, &Listed::path);
    if (at == out.end()) at = out.insert(out.end(), {path, {}});
    at->names.push_back(name);
  }
  return out;
}

constexpr std::size_t kColumns = 6;
using Row = std::array<std::string, kColumns>;

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names)
    out += (out.empty() ? "" : ", ") + oneLine(name);
  return out;
}

Row rowOf(const Listed& one, std::int64_t now_ms) {
  Row row;
  row[0] = joined(one.names);
  row[5] = oneLine(one.path);
  if (isGone(one.path)) {
    row[1] = "gone";
    return row;
  }
  const auto session = openSessionQuietly(one.path);
  if (!session) {
    row[1] = "unreadable";
    return row;
  }
  const storage::SessionInfo& info = (*session)->info();
  row[1] = ui::formatWhen(info.recorded_unix_ms, now_ms);
  row[2] = ui::formatCount(info.events);
  row[3] = ui::formatCount(info.resources);
  row[4] = oneLine(ui::programName(info));
  return row;
}

void print(const std::vector<Row>& rows, std::FILE* out) {
  std::array<std::size_t, kColumns> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i)
      widths.at(i) = std::min(kWidestColumn, std::max(widths.at(i), columnsOf(row.at(i))));
  }
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i + 1 < kColumns; ++i) {
      const bool number = i == 2 || i == 3;
      const std::string text = firstColumns(row.at(i), kWidestColumn);
      const std::string blanks(widths.at(i) - columnsOf(text), ' ');
      line += number ? blanks + text : text + blanks;
      line += "  ";
    }
    fmt::print(out, "{}{}\n", line, row.back());
  }
}

std::string absolutePath(const std::string& path) {
  std::error_code ignored;
  return fs::absolute(path, ignored).lexically_normal().string();
}

core::Result<int> forget(const std::vector<std::string>& paths,
                         const std::vector<std::string>& names) {
  if (const auto done = forgetSessions(recentListPath(), paths); !done) return done.error();
  if (const auto done = forgetNames(sessionNamesPath(), names); !done) return done.error();
  return 0;
}

core::Result<int> forgetGone(std::FILE* out) {
  std::vector<std::string> paths;
  std::vector<std::string> names;
  for (const Listed& one : listed()) {
    if (!isGone(one.path)) continue;
    paths.push_back(one.path);
    names.insert(names.end(), one.names.begin(), one.names.end());
    fmt::print(out, "{}\n", oneLine(one.path));
  }
  return forget(paths, names);
}

}  // namespace

core::Result<int> listSessions(std::FILE* out) {
  const std::int64_t now_ms = core::unixMs();
  std::vector<Row> rows{{"name", "recorded", "events", "resources", "program", "file"}};
  bool gone = false;
  for (const Listed& one : listed()) {
    rows.push_back(rowOf(one, now_ms));
    gone = gone || isGone(one.path);
  }
  if (rows.size() == 1) {
    fmt::print(stderr, "uvscope: no sessions yet: 'uvscope record -- PROGRAM' makes one\n");
    return 0;
  }
  print(rows, out);
  if (gone) {
    fmt::print(stderr,
               "uvscope: note: some files are gone; 'uvscope sessions forget --gone' takes them "
               "out\n");
  }
  return 0;
}

core::Result<int> nameASession(const std::string& name, const std::string& path) {
  if (std::string problem = problemOfName(name); !problem.empty())
    return core::Error{core::ErrorCode::Usage, std::move(problem)};
  const auto session = openSessionQuietly(path);
  if (!session) return session.error();
  if (const auto named = nameSession(sessionNamesPath(), name, path); !named) return named.error();
  return 0;
}

core::Result<int> forgetListed(const ForgetOptions& options, std::FILE* out) {
  if (options.gone) return forgetGone(out);
  const SessionNames known = sessionNames(sessionNamesPath());
  const std::vector<Listed> all = listed();
  std::vector<std::string> paths;
  std::vector<std::string> names;
  for (const std::string& word : options.words) {
    if (known.contains(word)) {
      names.push_back(word);
      continue;
    }
    const auto at = std::ranges::find(all, absolutePath(word), &Listed::path);
    if (at == all.end()) {
      return core::Error{core::ErrorCode::NotFound,
                         fmt::format("no session is listed as '{}'; 'uvscope sessions' shows them",
                                     oneLine(word))};
    }
    paths.push_back(at->path);
    names.insert(names.end(), at->names.begin(), at->names.end());
  }
  return forget(paths, names);
}

}  // namespace uvscope::app
