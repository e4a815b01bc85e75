#include "app/commands/note.h"

#include <fmt/core.h>

#include "app/commands/open_session.h"
#include "app/commands/text_fields.h"
#include "storage/session_file.h"
#include "storage/session_reader.h"
#include "ui/logic/command_line.h"
#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

using core::Error;
using core::ErrorCode;

// What it is on must be there.
core::Result<storage::Note> noteOf(const NoteOptions& options) {
  storage::Note note;
  note.text = options.text;
  note.seq = options.seq;
  if (options.seq == 0 && options.resource.empty()) return note;
  auto session = storage::SessionReader::open(options.path);
  if (!session) return session.error();
  if (options.seq > (*session)->info().events) {
    return Error{ErrorCode::NotFound,
                 fmt::format("there is no event {}, the last one is {}: {}", options.seq,
                             (*session)->info().events, options.path)};
  }
  if (options.resource.empty()) return note;
  const auto key = ui::parseKey(options.resource);
  if (!key) return key.error();
  if (!(*session)->resource(*key)) return noResource(**session, *key, options.path);
  note.resource = *key;
  return note;
}

std::string placeOf(const storage::Note& note) {
  std::string place;
  if (note.resource) place = "resource " + ui::formatKey(*note.resource);
  if (note.seq != storage::kNoSeq)
    place += (place.empty() ? "event " : ", event ") + std::to_string(note.seq);
  return place.empty() ? "session" : place;
}

}  // namespace

core::Result<int> addNote(const NoteOptions& options, std::FILE* out) {
  if (options.text.find_first_not_of(" \t\n") == std::string::npos) {
    return Error{ErrorCode::Usage,
                 "a note must not be empty, as in: uvscope note FILE add \"look here\""};
  }
  const auto note = noteOf(options);
  if (!note) return note.error();
  const auto added = storage::addNote(options.path, *note);
  if (!added) return added.error();
  fmt::print(out, "{}\n", *added);
  return 0;
}

core::Result<int> listNotes(const std::string& path, std::FILE* out) {
  const auto session = storage::openSessionFile(path);
  if (!session) return session.error();
  storage::Damage damage;
  const auto notes = storage::readNotes(session->db.get(), damage);
  printNotes(notes, out);
  if (notes.empty() && damage.what().empty()) {
    fmt::print(stderr, "uvscope: no notes in {}; 'uvscope note {} add TEXT' writes one\n", path,
               path);
  }
  if (damage.what().empty()) return 0;
  return Error{ErrorCode::Corrupt, damage.what() + ": " + path};
}

core::Result<int> removeNote(const std::string& path, std::int64_t id) {
  if (auto removed = storage::removeNote(path, id); !removed) return removed.error();
  return 0;
}

void printNotes(const std::vector<storage::Note>& notes, std::FILE* out) {
  for (const storage::Note& note : notes)
    fmt::print(out, "{:>4}  {}: {}\n", note.id, placeOf(note), oneLine(note.text));
}

}  // namespace uvscope::app
