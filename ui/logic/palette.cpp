#include "ui/logic/palette.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include <fmt/format.h>

#include "ui/logic/format.h"

namespace uvscope::ui {
namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// Lower is better; nothing: it does not match. All words must occur, the name counts most.
std::optional<int> scoreOf(const CommandInfo& info, std::string_view typed) {
  const std::string wanted = lowered(typed);
  const std::string name(info.name);
  if (wanted.empty()) return 5;
  if (name.starts_with(wanted)) return 0;
  if (name.find(wanted) != std::string::npos) return 1;
  const std::string all = name + ' ' + lowered(info.help);
  for (const auto& words : splitStatements(wanted)) {
    for (const std::string& word : words) {
      if (all.find(word) == std::string::npos) return std::nullopt;
    }
  }
  return 2;
}

void addPlaces(std::vector<PaletteEntry>& entries, std::string_view typed) {
  if (const auto key = parseKey(typed)) {
    entries.push_back({fmt::format("Select resource {}", formatKey(*key)),
                       writeCommand(makeCommand("select", {*key})), "", true});
    if (typed.find('/') == std::string_view::npos) {
      entries.push_back({fmt::format("Go to event {}", formatCount(key->id.value)),
                         writeCommand(makeCommand("goto-event", {key->id.value})), "", true});
    }
    return;
  }
  if (const auto time = parseTime(typed)) {
    entries.push_back({fmt::format("Go to {}", formatMoment(*time)),
                       fmt::format("goto-time {}", typed), "", true});
  }
}

}  // namespace

std::vector<PaletteEntry> paletteEntries(std::string_view typed, bool has_session,
                                         bool has_selection) {
  std::vector<PaletteEntry> entries;
  if (has_session && !typed.empty()) addPlaces(entries, typed);
  if (typed.find(' ') != std::string_view::npos && parseCommands(typed)) {
    entries.push_back({fmt::format("Run “{}”", typed), std::string(typed), "", true});
  }
  std::vector<std::pair<int, const CommandInfo*>> found;
  for (const CommandInfo& info : commandTable()) {
    if (info.needs != CommandNeeds::Nothing && !has_session) continue;
    if (info.needs == CommandNeeds::Selection && !has_selection) continue;
    if (const auto score = scoreOf(info, typed)) found.emplace_back(*score, &info);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [score, info] : found) {
    const bool complete =
        std::all_of(info->parameters.begin(), info->parameters.end(),
                    [](const Parameter& parameter) { return parameter.optional; });
    std::string keys(info->keys.substr(0, info->keys.find(' ')));
    entries.push_back({std::string(info->help), complete ? std::string(info->name) : usageOf(*info),
                       std::move(keys), complete});
  }
  return entries;
}

}  // namespace uvscope::ui
