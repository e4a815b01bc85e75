#include "ui/logic/palette.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include <fmt/format.h>

#include "core/analysis/filter.h"
#include "ui/logic/format.h"

namespace uvscope::ui {
namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// A command with its argument, under a name that a person would look for.
struct Ready {
  std::string_view line, label, also;
  CommandNeeds needs;
};

constexpr std::array<Ready, 19> kReady = {{
    {"tab leaks", "Show the open resources at the bottom",
     "leak leaks filter undestroyed alive handles", CommandNeeds::Session},
    {"view leaks", "Fill the window with the open resources",
     "leak leaks filter undestroyed alive handles", CommandNeeds::Session},
    {"tab events", "Show the events at the bottom", "log list", CommandNeeds::Session},
    {"view session", "Show the whole session", "layout reset panels", CommandNeeds::Session},
    {"view trees", "Fill the window with the trees", "parents why when", CommandNeeds::Session},
    {"view timeline", "Fill the window with the timeline", "lanes time", CommandNeeds::Session},
    {"view events", "Fill the window with the events", "log list", CommandNeeds::Session},
    {"view inspector", "Fill the window with the inspector", "details properties",
     CommandNeeds::Session},
    {"tab inspector", "Show the inspector at the bottom of a narrow window", "details properties",
     CommandNeeds::Session},
    {"sort-children birth", "Children in order of birth", "sort order tree", CommandNeeds::Session},
    {"sort-children time", "Children with the most callback time first", "sort order tree slow",
     CommandNeeds::Session},
    {"sort-children total-time", "Children with the most callback time below first",
     "sort order tree slow subtree", CommandNeeds::Session},
    {"sort-children size", "Children with the most resources below first",
     "sort order tree large subtree", CommandNeeds::Session},
    {"sort-children children", "Children with the most children first", "sort order tree",
     CommandNeeds::Session},
    {"sort-children last-event", "Children with the latest event first", "sort order tree",
     CommandNeeds::Session},
    {"sort-children alive", "Children that are alive first", "sort order tree open",
     CommandNeeds::Session},
    {"view start", "Show the start page", "home recent sessions", CommandNeeds::Nothing},
    {"theme dark", "Choose the dark theme", "colors colours night", CommandNeeds::Nothing},
    {"theme light", "Choose the light theme", "colors colours day", CommandNeeds::Nothing},
}};

bool hasWordFrom(std::string_view words, std::string_view beginning) {
  for (std::size_t at = words.find(beginning); at != std::string_view::npos;
       at = words.find(beginning, at + 1)) {
    if (at == 0 || words[at - 1] == ' ') return true;
  }
  return false;
}

// Lower is better; nothing: it does not match. All words must occur, the name counts most.
std::optional<int> scoreOf(std::string_view command, std::string_view help, std::string_view also,
                           std::string_view typed) {
  const std::string wanted = lowered(typed);
  const std::string name(command);
  if (wanted.empty()) return 5;
  if (name.starts_with(wanted)) return 0;
  if (hasWordFrom(also, wanted)) return 1;
  if (name.find(wanted) != std::string::npos) return 2;
  const std::string all = name + ' ' + lowered(help) + ' ' + std::string(also);
  for (const Statement& statement : splitStatements(wanted)) {
    for (const std::string& word : statement.words) {
      if (all.find(word) == std::string::npos) return std::nullopt;
    }
  }
  return 3;
}

PaletteEntry entryOf(const CommandInfo& info) {
  const bool complete = std::all_of(info.parameters.begin(), info.parameters.end(),
                                    [](const Parameter& parameter) { return parameter.optional; });
  return {std::string(info.help), complete ? std::string(info.name) : usageOf(info),
          std::string(info.keys.substr(0, info.keys.find(' '))), complete};
}

// What matches, best first. What only lacks a selection comes last and says so: who looks for it
// would else believe that it does not exist.
void addCommands(std::vector<PaletteEntry>& entries, std::string_view typed, bool has_session,
                 bool has_selection) {
  std::vector<std::pair<int, PaletteEntry>> found;
  for (const Ready& ready : kReady) {
    // With nothing typed, the commands themselves are enough.
    if (typed.empty() || (ready.needs != CommandNeeds::Nothing && !has_session)) continue;
    if (const auto score = scoreOf(ready.line, ready.label, ready.also, typed)) {
      found.emplace_back(*score,
                         PaletteEntry{std::string(ready.label), std::string(ready.line), "", true});
    }
  }
  for (const CommandInfo& info : commandTable()) {
    if (info.needs != CommandNeeds::Nothing && !has_session) continue;
    const bool lacking = info.needs == CommandNeeds::Selection && !has_selection;
    if (lacking && typed.empty()) continue;
    const auto score = scoreOf(info.name, info.help, info.also, typed);
    if (!score) continue;
    PaletteEntry entry = entryOf(info);
    if (lacking) entry.label += " (select a resource first)";
    found.emplace_back(*score + (lacking ? 10 : 0), std::move(entry));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [score, entry] : found)
    entries.push_back(std::move(entry));
}

bool beginsWithCommand(std::string_view typed) {
  const auto statements = splitStatements(typed);
  return !statements.empty() && findCommand(statements.front().words.front()) != nullptr;
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

// What was typed as a filter, if it is one. Last: any word is one.
void addFilters(std::vector<PaletteEntry>& entries, std::string_view typed) {
  const auto filter = core::parseFilter(typed);
  if (!filter || filter->empty() || typed.find(';') != std::string_view::npos) return;
  for (const auto& [command, label] :
       {std::pair("filter", "Show only what matches “{}”"),
        std::pair("run-to", "Run to the next event that matches “{}”")}) {
    entries.push_back({fmt::format(fmt::runtime(label), typed),
                       writeCommand(makeCommand(command, {std::string(typed)})), "", true});
  }
}

}  // namespace

std::vector<PaletteEntry> paletteEntries(std::string_view typed, bool has_session,
                                         bool has_selection) {
  std::vector<PaletteEntry> entries;
  if (has_session && !typed.empty()) addPlaces(entries, typed);
  if (typed.find(' ') != std::string_view::npos) {
    if (const auto commands = parseCommands(typed)) {
      entries.push_back({fmt::format("Run “{}”", typed), std::string(typed), "", true});
    } else if (beginsWithCommand(typed)) {
      entries.push_back({commands.error().message, "", "", false, true});
    }
  }
  addCommands(entries, typed, has_session, has_selection);
  if (has_session) addFilters(entries, typed);
  return entries;
}

}  // namespace uvscope::ui
