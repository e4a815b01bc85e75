#include "ui/commands.h"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

#include "core/near_words.h"
#include "ui/handlers.h"

namespace uvscope::ui {
namespace {

constexpr Parameter kId{ArgumentKind::Resource, "ID"};
constexpr Parameter kTree{ArgumentKind::Choice, "TREE", false, "trigger|execution"};
constexpr Parameter kFilter{ArgumentKind::Filter, "FILTER", true};
constexpr Parameter kSteps{ArgumentKind::Number, "COUNT", true};

using enum CommandNeeds;

const std::vector<CommandInfo>& table() {
  namespace h = handlers;
  static const std::vector<CommandInfo> all = {
      {"select",
       "Select a resource",
       "",
       Session,
       h::select,
       {kId},
       "find search filter resource id"},
      {"select-none", "Select nothing", "", Nothing, h::selectNone, {}},
      {"why",
       "Select the trigger parent: why the selection exists",
       "Y",
       Selection,
       h::why,
       {},
       "cause reason parent leak owner"},
      {"when",
       "Select the execution parent: who made it",
       "Shift+Y",
       Selection,
       h::when,
       {},
       "creator parent made"},
      {"back",
       "Return to the last selection and event",
       "Alt+Left",
       Nothing,
       h::back,
       {},
       "undo previous history"},
      {"forward", "Undo going back", "Alt+Right", Nothing, h::forward, {}, "redo next history"},
      {"copy-id", "Copy the id of the selection", "Ctrl+C", Selection, h::copyId, {}, "clipboard"},

      {"goto-event",
       "Go to an event by its number",
       "",
       Session,
       h::gotoEvent,
       {{ArgumentKind::Number, "EVENT"}},
       "jump find search"},
      {"goto-time",
       "Go to the last event at or before a time",
       "",
       Session,
       h::gotoTime,
       {{ArgumentKind::Time, "TIME"}},
       "jump moment"},
      {"goto-resource",
       "Select a resource and go to the event that made it",
       "",
       Session,
       h::gotoResource,
       {kId},
       "jump find search created"},
      {"inspect-event",
       "Go to an event and select its resource",
       "",
       Session,
       h::inspectEvent,
       {{ArgumentKind::Number, "EVENT"}}},
      {"first-event",
       "Go to the first event",
       "Home",
       Session,
       h::firstEvent,
       {},
       "begin start earliest"},
      {"last-event", "Go to the last event", "End", Session, h::lastEvent, {}, "end latest"},
      {"step", "Go to the next event", ".", Session, h::stepForward, {kSteps}},
      {"step-back", "Go to the previous event", ",", Session, h::stepBack, {kSteps}},
      {"next-of-selection",
       "Go to the next event of the selection",
       "Shift+.",
       Selection,
       h::nextOfSelection,
       {}},
      {"previous-of-selection",
       "Go to the previous event of the selection",
       "Shift+,",
       Selection,
       h::previousOfSelection,
       {}},
      {"into", "Step into the callback that runs", "I", Session, h::into, {}, "debug down call"},
      {"over", "Step over: to the end of the callback", "O", Session, h::over, {}, "debug"},
      {"out",
       "Step out: to the end of the enclosing callback",
       "U",
       Session,
       h::out,
       {},
       "debug up return finish"},
      {"into-back", "Step into the callback, backwards", "Shift+I", Session, h::intoBack, {}},
      {"over-back", "Step over, backwards", "Shift+O", Session, h::overBack, {}},
      {"out-back", "Step out, backwards", "Shift+U", Session, h::outBack, {}},
      {"run-to",
       "Run to the next event that matches a filter",
       "M",
       Session,
       h::runTo,
       {kFilter},
       "break breakpoint condition match find next hit until continue"},
      {"run-back-to",
       "Run back to the event that matched last",
       "Shift+M",
       Session,
       h::runBackTo,
       {kFilter},
       "break breakpoint condition match find previous hit reverse"},
      {"follow",
       "Keep the cursor at the end of a growing session",
       "",
       Session,
       h::follow,
       {},
       "live tail"},
      {"hold",
       "Keep the cursor where it is while the session grows",
       "",
       Session,
       h::hold,
       {},
       "pause stop"},
      {"toggle-follow",
       "Follow or hold a growing session",
       "Space",
       Session,
       h::toggleFollow,
       {},
       "live pause"},

      {"range",
       "Show a range of time",
       "",
       Session,
       h::range,
       {{ArgumentKind::Time, "BEGIN"}, {ArgumentKind::Time, "END"}},
       "filter between zoom"},
      {"zoom-fit", "Show the whole run", "0", Session, h::zoomFit, {}, "reset all"},
      {"zoom-selection",
       "Show the life of the selection",
       "F",
       Selection,
       h::zoomSelection,
       {},
       "lifetime"},
      {"zoom-in", "Zoom in", "W", Session, h::zoomIn, {}},
      {"zoom-out", "Zoom out", "S", Session, h::zoomOut, {}},
      {"pan-left", "Show earlier times", "A", Session, h::panLeft, {}},
      {"pan-right", "Show later times", "D", Session, h::panRight, {}},

      {"edit-filter",
       "Type a filter: what to show",
       "/",
       Session,
       h::editFilter,
       {},
       "find search hide only"},
      {"filter",
       "Show only what matches a filter; without one, everything",
       "",
       Session,
       h::filter,
       {kFilter},
       "find search hide only reset clear"},
      {"filter-undo",
       "Return to the filter before",
       "Ctrl+Z",
       Session,
       h::undoFilter,
       {},
       "find search hide back"},

      {"tree",
       "Show the trigger tree, the execution tree, or both",
       "",
       Nothing,
       h::tree,
       {{ArgumentKind::Choice, "MODE", false, "trigger|execution|both"}},
       "parents hierarchy"},
      {"tree-trigger", "Show the trigger tree", "T", Nothing, h::treeTrigger, {}},
      {"tree-execution", "Show the execution tree", "E", Nothing, h::treeExecution, {}},
      {"tree-both", "Show both trees", "B", Nothing, h::treeBoth, {}},
      {"sort-children",
       "Choose the order of children in the trees; without ORDER the next one",
       "",
       Nothing,
       h::sortChildren,
       {{ArgumentKind::Choice, "ORDER", true,
         "birth|time|total-time|size|children|last-event|alive"}},
       "order largest most slowest"},
      {"unfold-selection",
       "Show the children of the selection",
       "",
       Selection,
       h::unfoldSelection,
       {},
       "expand"},
      {"fold-selection",
       "Hide the children of the selection",
       "",
       Selection,
       h::foldSelection,
       {},
       "collapse"},
      {"unfold", "Show the children of a resource", "", Session, h::unfold, {kTree, kId}},
      {"fold", "Hide the children of a resource", "", Session, h::fold, {kTree, kId}},
      {"open-group",
       "Show the siblings of one type one by one",
       "",
       Session,
       h::openGroup,
       {kTree, kId, {ArgumentKind::Number, "TYPE"}}},
      {"close-group",
       "Fold the siblings of one type into one row",
       "",
       Session,
       h::closeGroup,
       {kTree, kId, {ArgumentKind::Number, "TYPE"}}},
      {"tree-page",
       "Show another part of very many children",
       "",
       Session,
       h::treePage,
       {kTree, kId, {ArgumentKind::Number, "PAGE"}}},
      {"focus-row",
       "Put the keys on a row of a tree that is no resource",
       "",
       Session,
       h::focusRow,
       {kTree,
        kId,
        {ArgumentKind::Choice, "KIND", false, "group|earlier|later"},
        {ArgumentKind::Number, "TYPE", true}}},
      {"row-open", "Open the row of the tree, or go into it", "L Right", Session, h::rowOpen, {}},
      {"row-close",
       "Close the row of the tree, or go to its parent",
       "H Left",
       Session,
       h::rowClose,
       {}},
      {"row-down", "Select the row below in the tree", "J Down", Session, h::rowDown, {}},
      {"row-up", "Select the row above in the tree", "K Up", Session, h::rowUp, {}},

      {"view",
       "Fill the window with one view, or show the whole session",
       "",
       Nothing,
       h::view,
       {{ArgumentKind::Choice, "VIEW", false,
         "start|session|trees|timeline|events|inspector|leaks|palette"}}},
      {"tab",
       "Choose what is shown at the bottom",
       "",
       Nothing,
       h::tab,
       {{ArgumentKind::Choice, "TAB", false, "events|leaks|inspector"}}},
      {"theme",
       "Choose the dark or the light theme",
       "",
       Nothing,
       h::theme,
       {{ArgumentKind::Choice, "THEME", false, "dark|light"}},
       "colors colours appearance"},
      {"toggle-theme",
       "Change between dark and light",
       "Ctrl+T",
       Nothing,
       h::toggleTheme,
       {},
       "colors colours appearance mode"},
      {"palette",
       "Find a command or go to a resource, event or time",
       "Ctrl+P Ctrl+Shift+P",
       Nothing,
       h::palette,
       {}},
      {"keys", "Show all keys", "? F1", Nothing, h::keys, {}, "help shortcuts keyboard"},
      {"dismiss", "Close what is on top, else select nothing", "Escape", Nothing, h::dismiss, {}},
      {"open",
       "Open a session file",
       "",
       Nothing,
       h::open,
       {{ArgumentKind::Text, "PATH"}},
       "load file"},
      {"copy", "Copy a text", "", Nothing, h::copyText, {{ArgumentKind::Text, "TEXT"}}},
      {"quit", "Close uvscope", "Ctrl+Q", Nothing, h::quit, {}, "exit close"},
  };
  return all;
}

core::Error unknownCommand(std::string_view word) {
  std::vector<std::string_view> names;
  for (const CommandInfo& info : table())
    names.push_back(info.name);
  const auto near = core::nearWords(word, names);
  if (near.empty()) {
    return core::usageError(
        fmt::format("no command “{}”; the palette (Ctrl+P) and docs/ui.md list them", word));
  }
  return core::usageError(fmt::format("no command “{}”; near: {}", word, fmt::join(near, ", ")));
}

bool takesTheRest(const CommandInfo& info) {
  return !info.parameters.empty() && info.parameters.back().kind == ArgumentKind::Filter;
}

core::Result<Command> parseStatement(const Statement& statement) {
  const std::vector<std::string>& words = statement.words;
  const CommandInfo* const info = findCommand(words.front());
  if (info == nullptr) return unknownCommand(words.front());
  Command command{info, {}};
  const std::size_t given = words.size() - 1;
  if (given > info->parameters.size() && !takesTheRest(*info)) {
    return core::usageError(fmt::format("{}: “{}” is too much; usage: {}", info->name,
                                        words[info->parameters.size() + 1], usageOf(*info)));
  }
  for (std::size_t i = 0; i < info->parameters.size(); ++i) {
    if (i >= given) {
      if (info->parameters[i].optional) break;
      return core::usageError(fmt::format("{}: {} is missing; usage: {}", info->name,
                                          info->parameters[i].name, usageOf(*info)));
    }
    const bool rest = info->parameters[i].kind == ArgumentKind::Filter;
    auto argument = parseArgument(info->parameters[i], rest ? statement.rest[i + 1] : words[i + 1]);
    if (!argument)
      return core::usageError(fmt::format("{}: {}", info->name, argument.error().message));
    command.arguments.push_back(std::move(*argument));
  }
  return command;
}

}  // namespace

std::span<const CommandInfo> commandTable() {
  return table();
}

const CommandInfo* findCommand(std::string_view name) {
  const auto& all = table();
  const auto found =
      std::find_if(all.begin(), all.end(), [name](const auto& info) { return info.name == name; });
  return found != all.end() ? &*found : nullptr;
}

Command makeCommand(std::string_view name, Arguments arguments) {
  const CommandInfo* const info = findCommand(name);
  assert(info != nullptr && "code names a command that is not in the table");
  return {info, std::move(arguments)};
}

core::Result<std::vector<Command>> parseCommands(std::string_view text) {
  std::vector<Command> commands;
  for (const Statement& statement : splitStatements(text)) {
    auto command = parseStatement(statement);
    if (!command) return command.error();
    commands.push_back(std::move(*command));
  }
  return commands;
}

std::string writeCommand(const Command& command) {
  std::string out(command.info->name);
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const bool rest = command.info->parameters[i].kind == ArgumentKind::Filter;
    const Argument& argument = command.arguments[i];
    out += ' ' + (rest ? std::get<std::string>(argument) : writeArgument(argument));
  }
  return out;
}

std::string usageOf(const CommandInfo& info) {
  std::string out(info.name);
  for (const Parameter& parameter : info.parameters) {
    const std::string_view shown =
        parameter.kind == ArgumentKind::Choice ? parameter.choices : parameter.name;
    out += parameter.optional ? fmt::format(" [{}]", shown) : fmt::format(" {}", shown);
  }
  return out;
}

}  // namespace uvscope::ui
