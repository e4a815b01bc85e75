#include "app/cli/command_line.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli/session_file.h"
#include "core/near_words.h"

namespace uvscope::app {
namespace {

constexpr int kUsageStatus = 2;

int complain(const core::Error& error) {
  fmt::print(stderr, "uvscope: {}\n", error.message);
  return kUsageStatus;
}

// Those that --help lists.
std::vector<std::string_view> commandNames(const CLI::App& root) {
  std::vector<std::string_view> names;
  for (const CLI::App* command : root.get_subcommands(nullptr)) {
    if (!command->get_group().empty()) names.push_back(command->get_name());
  }
  return names;
}

bool isCommand(const CLI::App& root, const std::string& word) {
  const auto commands = root.get_subcommands(nullptr);
  return std::ranges::any_of(commands,
                             [&](const CLI::App* command) { return command->get_name() == word; });
}

core::Error unknownCommand(const CLI::App& root, const std::string& word) {
  std::string message = fmt::format("unknown command '{}'", word);
  const auto near = core::nearWords(word, commandNames(root));
  if (!near.empty()) {
    message += fmt::format("; did you mean '{}'?", near.front());
  } else if (std::filesystem::exists(word)) {
    message += fmt::format("; to open a session: uvscope view {}", word);
  } else {
    message += "; 'uvscope --help' lists them";
  }
  return {core::ErrorCode::Usage, std::move(message)};
}

std::string listOf(const std::vector<std::string_view>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

// "Could not convert: --depth = x", which only numbers have.
std::string notConverted(const std::string& message) {
  constexpr std::string_view kBefore = "Could not convert: ", kBetween = " = ";
  const std::size_t between = message.find(kBetween);
  if (!message.starts_with(kBefore) || between == std::string::npos) return message;
  return fmt::format("{} has no '{}', only a number",
                     message.substr(kBefore.size(), between - kBefore.size()),
                     message.substr(between + kBetween.size()));
}

// CLI11's words, cut to a line, with where to read on.
core::Error parseError(const CLI::App& root, const CLI::ParseError& error) {
  const CLI::App* command = &root;
  std::string words;
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    words += (words.empty() ? "" : " ") + command->get_name();
  }
  std::string message = error.what();
  message = message.substr(0, message.find('\n'));
  const auto names = command == &root ? std::vector<std::string_view>() : commandNames(*command);
  const auto foreign = command->remaining();
  if (!names.empty() && !foreign.empty() && !foreign.front().starts_with('-')) {
    message = fmt::format("{} has no '{}', only {}", words, foreign.front(), listOf(names));
  } else if (!names.empty() && command->get_require_subcommand_min() > 0 && foreign.empty() &&
             dynamic_cast<const CLI::RequiredError*>(&error) != nullptr &&
             message.starts_with("A subcommand")) {
    message = fmt::format("{} needs one of {}", words, listOf(names));
  } else if (!foreign.empty() && dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    message = fmt::format("nothing here takes '{}'", foreign.front());
  } else if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
    message = notConverted(message);
  }
  return {core::ErrorCode::Usage,
          fmt::format("{}; see 'uvscope{}{} --help'", message, words.empty() ? "" : " ", words)};
}

const core::Error kNoOutput{core::ErrorCode::System, "cannot write to standard output"};

// fmt throws where a write fails.
core::Result<int> perform(const Action& action) {
  try {
    return action();
  } catch (const std::system_error&) {
    return kNoOutput;
  }
}

int run(const Action& action) {
  const core::Result<int> status = perform(action);
  if (!status) return complain(status.error());
  // A full disk or a closed pipe behind standard output shows here at the latest.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    return complain(kNoOutput);
  }
  return *status;
}

// Takes "--" and what follows it out of `words`, where the command is one that runs a program.
ForeignWords takeForeignWords(std::vector<std::string>& words) {
  if (words.empty() || words.front() != "record") return std::nullopt;
  const auto dashes = std::ranges::find(words, "--");
  if (dashes == words.end()) return std::nullopt;
  std::vector<std::string> foreign(std::next(dashes), words.end());
  words.erase(dashes, words.end());
  return foreign;
}

}  // namespace

int runCommandLine(int argc, char** argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  const ForeignWords foreign = takeForeignWords(words);

  CLI::App root{
      "uvscope shows which asynchronous resources a libuv program has, when and why each was\n"
      "made, what its callbacks cost, and which were never destroyed. Without a command it opens\n"
      "the start page of the desktop."};
  root.name("uvscope");
  root.set_version_flag("--version", "uvscope " UVSCOPE_VERSION);
  root.require_subcommand(0, 1);

  Action action;
  addDesktopCommands(root, action);
  addRecordingCommands(root, foreign, action);
  addReadingCommands(root, action);
  addExportCommand(root, action);
  addCopyingCommands(root, action);
  addNoteCommands(root, action);
  addSessionsCommand(root, action);

  if (!words.empty() && !words.front().starts_with('-') && !isCommand(root, words.front())) {
    return complain(unknownCommand(root, words.front()));
  }
  try {
    std::ranges::reverse(words);  // CLI11 takes a vector from its end
    root.parse(words);
  } catch (const CLI::Success& asked) {  // --help, --version
    return root.exit(asked);
  } catch (const CLI::ParseError& error) {
    return complain(parseError(root, error));
  }
  for (const CLI::App* const command : root.get_subcommands()) {
    if (std::string why = whyNoSession(*command); !why.empty())
      return complain({core::ErrorCode::NotFound, std::move(why)});
  }
  return run(action);
}

}  // namespace uvscope::app
