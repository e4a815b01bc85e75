#include "storage/temporary_session.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace uvscope::storage {

core::Result<TemporarySession> TemporarySession::create() {
  const char* const chosen =
      std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): never set here
  const std::string place = chosen != nullptr && *chosen != '\0' ? chosen : "/tmp";
  std::string directory = place + "/uvscope-XXXXXX";
  if (mkdtemp(directory.data()) == nullptr) {
    return core::Error{core::ErrorCode::System, "cannot make a temporary copy of the session: " +
                                                    std::generic_category().message(errno) +
                                                    "; TMPDIR chooses another place: " + place};
  }
  TemporarySession made;
  made.path_ = directory + "/session.uvscope";
  made.directory_ = std::move(directory);
  return made;
}

TemporarySession::~TemporarySession() {
  remove();
}

TemporarySession::TemporarySession(TemporarySession&& other) noexcept
    : directory_(std::exchange(other.directory_, {})), path_(std::exchange(other.path_, {})) {}

TemporarySession& TemporarySession::operator=(TemporarySession&& other) noexcept {
  if (this == &other) return *this;
  remove();
  directory_ = std::exchange(other.directory_, {});
  path_ = std::exchange(other.path_, {});
  return *this;
}

void TemporarySession::remove() {
  if (directory_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

}  // namespace uvscope::storage
