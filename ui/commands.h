// The one table of what a person can do. Menus, keys, the palette and --run all end in a Command,
// and nothing but a command's handler changes the ViewState.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "ui/logic/command_line.h"
#include "ui/logic/snapshot.h"
#include "ui/logic/stepping.h"
#include "ui/logic/view_state.h"

namespace uvscope::ui {

// A search in slices for where a command leads. `slice` works for about kSlice on the worker and
// returns nothing where it has to go on; `reached` is how far it came.
struct Hunting {
  std::string what;  // Hunt::what; empty: there is none
  std::function<std::optional<StepResult>(storage::Session&, const std::stop_token&,
                                          storage::EventSeq& reached)>
      slice;
};

// What a handler may touch.
struct CommandContext {
  ViewState& state;
  const Snapshot* session;  // null: no session is open
  // Set by a handler that must look into the session first: done on the worker, and the result
  // moves cursor and selection before the next command runs.
  std::function<core::Result<StepResult>(storage::Session&)> seek;
  // The same for what may take long: done in slices, shown while it goes on, ended by `dismiss`.
  Hunting hunt;
};

using Arguments = std::vector<Argument>;
using Handler = core::Result<void> (*)(CommandContext& context, const Arguments& arguments);

enum class CommandNeeds : std::uint8_t { Nothing, Session, Selection };

struct CommandInfo {
  std::string_view name;
  std::string_view help;  // one sentence without the period, an imperative
  std::string_view keys;  // "Ctrl+P", "Shift+."; alternatives separated by a space; may be empty
  CommandNeeds needs;
  Handler handler;
  std::vector<Parameter> parameters;
  std::string_view also = {};  // other words that a person may look for
};

struct Command {
  const CommandInfo* info;
  Arguments arguments;
};

std::span<const CommandInfo> commandTable();
const CommandInfo* findCommand(std::string_view name);

// For code: `name` must be in the table.
Command makeCommand(std::string_view name, Arguments arguments = {});

// "select 5; theme light". The first fault ends it: one line that names it, with near matches.
core::Result<std::vector<Command>> parseCommands(std::string_view text);

// As it would be typed.
std::string writeCommand(const Command& command);

// "select ID [N]": name and parameters.
std::string usageOf(const CommandInfo& info);

// Views put in what they want done; the runner takes it out.
class CommandQueue {
 public:
  void push(Command command) { commands_.push_back(std::move(command)); }

  void push(std::string_view name, Arguments arguments = {}) {
    push(makeCommand(name, std::move(arguments)));
  }

  [[nodiscard]] const std::vector<Command>& commands() const { return commands_; }

  std::vector<Command> take() { return std::exchange(commands_, {}); }

 private:
  std::vector<Command> commands_;
};

}  // namespace uvscope::ui
