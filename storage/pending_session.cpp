#include "storage/pending_session.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "storage/session_file.h"

namespace uvscope::storage {

core::Result<PendingSession> PendingSession::create(const std::string& path, bool force,
                                                    std::span<const std::string> inputs) {
  for (const std::string& input : inputs) {
    std::error_code missing;
    if (std::filesystem::equivalent(path, input, missing)) {
      return core::Error{core::ErrorCode::Usage,
                         "is the session that is read, give the copy another name: " + path};
    }
  }
  if (core::Result<void> fit = checkSessionTarget(path, force); !fit) return fit.error();
  return PendingSession(path, force);
}

PendingSession::PendingSession(std::string path, bool force)
    : path_(std::move(path)), pending_(path_ + ".copy-" + std::to_string(getpid())), force_(force) {
  removeSessionFile(pending_);  // of an earlier process of that number
}

PendingSession::PendingSession(PendingSession&& other) noexcept
    : path_(std::move(other.path_)),
      pending_(std::exchange(other.pending_, {})),
      force_(other.force_) {}

PendingSession::~PendingSession() {
  if (!pending_.empty()) removeSessionFile(pending_);
}

core::Result<void> PendingSession::keep() {
  core::Result<void> moved = moveSessionIntoPlace(pending_, path_, force_);
  if (moved) pending_.clear();
  return moved;
}

}  // namespace uvscope::storage
