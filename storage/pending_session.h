// A session that is made of others, and takes its name only when it is complete.
#pragma once

#include <span>
#include <string>

#include "core/result.h"

namespace uvscope::storage {

class PendingSession {
 public:
  // Refuses a `path` that record would refuse, and one that is among `inputs`.
  static core::Result<PendingSession> create(const std::string& path, bool force,
                                             std::span<const std::string> inputs);

  // Without keep() nothing is left behind.
  ~PendingSession();
  PendingSession(PendingSession&& other) noexcept;
  PendingSession& operator=(PendingSession&&) = delete;
  PendingSession(const PendingSession&) = delete;
  PendingSession& operator=(const PendingSession&) = delete;

  // Where to write it; beside its place.
  [[nodiscard]] const std::string& path() const { return pending_; }

  // Puts it in its place. To be called once, when the file is closed.
  core::Result<void> keep();

 private:
  PendingSession(std::string path, bool force);

  std::string path_, pending_;  // pending_ is empty: in place, or moved from
  bool force_;
};

}  // namespace uvscope::storage
