// The private directory in which targets put their arenas, in memory where the system has a place
// for it. Its name cannot be guessed and only its owner may enter. Removed with its contents in the
// end; targets that still run keep their mappings.
#pragma once

#include <string>
#include <utility>

#include "core/result.h"

namespace uvscope::capture {

class SessionDir {
 public:
  // In /dev/shm, else $XDG_RUNTIME_DIR, else /tmp; one with less than 64 MB free only if all have
  // less. Also removes what hosts that died more than a
  // day ago have left there.
  static core::Result<SessionDir> create();

  SessionDir(SessionDir&& other) noexcept;
  SessionDir& operator=(SessionDir&& other) noexcept;
  SessionDir(const SessionDir&) = delete;
  SessionDir& operator=(const SessionDir&) = delete;
  ~SessionDir();

  // Now rather than in the end: processes that start later find no place to record.
  void remove();

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit SessionDir(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

// Removes the leftovers of dead hosts in `parent`: directories of ours, by their names uvscope's,
// unchanged for a day and their host gone. Returns how many.
int removeLeftovers(const std::string& parent);

}  // namespace uvscope::capture
