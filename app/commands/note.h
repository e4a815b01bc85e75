// uvscope note: notes in a session.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "core/result.h"
#include "storage/notes.h"

namespace uvscope::app {

struct NoteOptions {
  std::string path;
  std::string text;
  std::string resource;   // "7" or "2/7"; empty: of none
  std::uint64_t seq = 0;  // 0: of no event
};

// Each returns status 0.
core::Result<int> addNote(const NoteOptions& options, std::FILE* out);
core::Result<int> listNotes(const std::string& path, std::FILE* out);
core::Result<int> removeNote(const std::string& path, std::int64_t id);

// "  3  event 7: text", a line each.
void printNotes(const std::vector<storage::Note>& notes, std::FILE* out);

}  // namespace uvscope::app
