// A place for a session that nobody is to keep: a directory of its own, readable by its owner
// alone, that goes with all that is in it when this does.
#pragma once

#include <string>

#include "core/result.h"

namespace uvscope::storage {

class TemporarySession {
 public:
  // In $TMPDIR, else in /tmp. The session itself is not made.
  static core::Result<TemporarySession> create();

  TemporarySession() = default;  // none: path() is empty
  ~TemporarySession();
  TemporarySession(TemporarySession&& other) noexcept;
  TemporarySession& operator=(TemporarySession&& other) noexcept;
  TemporarySession(const TemporarySession&) = delete;
  TemporarySession& operator=(const TemporarySession&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  void remove();

  std::string directory_, path_;
};

}  // namespace uvscope::storage
