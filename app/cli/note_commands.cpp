#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "app/cli/command_line.h"
#include "app/cli/session_file.h"
#include "app/commands/note.h"

namespace uvscope::app {
namespace {

void addAdd(CLI::App& note, const std::shared_ptr<NoteOptions>& options, Action& action) {
  CLI::App* const words = note.add_subcommand("add", "Write one; prints its number");
  words->add_option("text", options->text, "What it says")->required()->type_name("TEXT");
  words->add_option("--event", options->seq, "The event that it is on, by its number")
      ->type_name("N");
  words->add_option("--resource", options->resource, "The resource that it is on: 7, or 2/7")
      ->type_name("ID");
  words->callback([options, &action] { action = [options] { return addNote(*options, stdout); }; });
}

}  // namespace

void addNoteCommands(CLI::App& root, Action& action) {
  CLI::App* const note = root.add_subcommand(
      "note", "Notes on an event, a resource or the session, also while it is recorded");
  const auto options = std::make_shared<NoteOptions>();
  const auto id = std::make_shared<std::int64_t>(0);
  addSession(*note, options->path);
  note->require_subcommand(1);
  note->footer(
      "  uvscope note FILE add TEXT [--event N | --resource ID]\n"
      "  uvscope note FILE list\n"
      "  uvscope note FILE remove NUMBER\n");
  addAdd(*note, options, action);
  note->add_subcommand("list", "Show them with their numbers")->callback([options, &action] {
    action = [options] { return listNotes(options->path, stdout); };
  });
  CLI::App* const remove = note->add_subcommand("remove", "Remove one");
  remove->add_option("id", *id, "Its number")->required()->type_name("NUMBER");
  remove->callback([options, id, &action] {
    action = [options, id] { return removeNote(options->path, *id); };
  });
}

}  // namespace uvscope::app
