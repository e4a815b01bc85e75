#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "storage/session.h"

namespace uvscope::app {

// Opens a session for a command. Damage that leaves something to read is told on standard error.
core::Result<std::unique_ptr<storage::Session>> openSession(const std::string& path);

// The same for one that shows the damage itself: a window, a card of the start page.
core::Result<std::unique_ptr<storage::Session>> openSessionQuietly(const std::string& path);

// "TCPWRAP 7", "main program 1", "thread worker 4711 5/1", "loop 0" or "3 (not in the recording)".
std::string nodeName(const storage::Session& session, const storage::TreeNode& node);

// That `key` is no resource of the session, and what may have been meant.
core::Error noResource(storage::Session& session, core::ResourceKey key, const std::string& path);

}  // namespace uvscope::app
