// What people write into a session: notes on an event, a resource or the whole. Bookmarks are notes
// on an event. They are the only thing that a session gets besides what was recorded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/async_id.h"
#include "core/result.h"
#include "storage/damage.h"
#include "storage/session.h"
#include "storage/sqlite_ptr.h"

namespace uvscope::storage {

struct Note {
  std::int64_t id = 0;  // given when it is added
  std::optional<core::ResourceKey> resource;
  EventSeq seq = kNoSeq;  // kNoSeq: of no event
  std::string text;

  friend bool operator==(const Note&, const Note&) = default;
};

// In order of id. Those that cannot be read are left out, which is noted.
std::vector<Note> readNotes(sqlite3* db, Damage& damage);

// Each waits for the recorder of a session that grows, and holds it up no longer than one row
// takes. The number of the new note.
core::Result<std::int64_t> addNote(const std::string& path, const Note& note);
// NotFound: there is none of that number.
core::Result<void> removeNote(const std::string& path, std::int64_t id);

}  // namespace uvscope::storage
