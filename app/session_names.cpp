#include "app/session_names.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "app/state_file.h"
#include "core/characters.h"
#include "core/near_words.h"

namespace uvscope::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 64;

core::Result<void> write(const std::string& names_path, const SessionNames& names) {
  std::vector<std::string> lines;
  for (const auto& [name, path] : names)
    lines.push_back(fmt::format("{}\t{}", name, path));
  return writeStateFile(names_path, lines);
}

}  // namespace

std::string sessionNamesPath() {
  return stateFilePath("names");
}

SessionNames sessionNames(const std::string& names_path) {
  SessionNames names;
  for (const std::string& line : readStateFile(names_path)) {
    const std::size_t tab = line.find('\t');
    if (tab != std::string::npos && tab > 0) names[line.substr(0, tab)] = line.substr(tab + 1);
  }
  return names;
}

std::string problemOfName(const std::string& name) {
  if (name.find_first_not_of(' ') == std::string::npos) return "a name must not be empty";
  if (name.find('/') != std::string::npos)
    return fmt::format("'{}' has a slash, so it is a path, not a name", name);
  if (name.front() == '-') return fmt::format("'{}' begins like an option", name);
  if (name == "." || name == "..") return fmt::format("'{}' is a directory, not a name", name);
  if (std::ranges::any_of(name, core::isControl)) return "a name must not have control characters";
  if (name.size() > kLongestName)
    return fmt::format("a name must not be longer than {} bytes", kLongestName);
  return {};
}

core::Result<void> nameSession(const std::string& names_path, const std::string& name,
                               const std::string& session) {
  if (std::string problem = problemOfName(name); !problem.empty())
    return core::usageError(std::move(problem));
  std::error_code error;
  const std::string absolute = fs::absolute(session, error).lexically_normal().string();
  if (error) return core::Error{core::ErrorCode::System, error.message() + ": " + session};
  if (std::ranges::any_of(absolute, core::isControl))
    return core::usageError("the path of the session has control characters: " + session);
  SessionNames names = sessionNames(names_path);
  const auto [at, fresh] = names.try_emplace(name, absolute);
  if (!fresh && at->second != absolute) {
    return core::usageError(
        fmt::format("the name '{}' is taken by {}; 'uvscope sessions forget {}' frees it", name,
                    at->second, name));
  }
  return fresh ? write(names_path, names) : core::Result<void>();
}

core::Result<void> forgetNames(const std::string& names_path,
                               const std::vector<std::string>& forgotten) {
  SessionNames names = sessionNames(names_path);
  const auto gone = std::erase_if(names, [&](const auto& entry) {
    return std::ranges::find(forgotten, entry.first) != forgotten.end();
  });
  return gone > 0 ? write(names_path, names) : core::Result<void>();
}

std::string sessionPath(const std::string& names_path, const std::string& word) {
  std::error_code ignored;
  if (!problemOfName(word).empty() || fs::exists(word, ignored)) return word;
  const SessionNames names = sessionNames(names_path);
  const auto named = names.find(word);
  return named == names.end() ? word : named->second;
}

std::string whyNoSession(const std::string& names_path, const std::string& word) {
  std::error_code ignored;
  const bool can_be_name = problemOfName(word).empty() && !word.ends_with(".uvscope");
  if (!can_be_name || fs::exists(word, ignored)) return {};
  const SessionNames names = sessionNames(names_path);
  if (names.contains(word)) return {};
  std::vector<std::string_view> words;
  for (const auto& [name, path] : names)
    words.emplace_back(name);
  const auto near = core::nearWords(word, words);
  const std::string like = near.empty() ? "" : fmt::format("did you mean '{}'? ", near.front());
  return fmt::format("no file and no session is called '{}'; {}'uvscope sessions' lists the names",
                     word, like);
}

}  // namespace uvscope::app
