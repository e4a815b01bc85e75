// The sessions that were opened or recorded last, remembered in the user's state directory.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"

namespace uvscope::app {

// Where the list is; empty when no state directory is known.
std::string recentListPath();

// Absolute paths, newest first; files that are gone are left out.
std::vector<std::string> recentSessions(const std::string& list_path);

// The same with those that are gone.
std::vector<std::string> rememberedSessions(const std::string& list_path);

// Puts `session` first. Failing to write is no error: the list is a convenience.
void rememberSession(const std::string& list_path, const std::string& session);

// Takes these absolute paths out of the list.
core::Result<void> forgetSessions(const std::string& list_path,
                                  const std::vector<std::string>& sessions);

// Sessions (*.uvscope) in a directory, newest first: for the start page of a first visit.
std::vector<std::string> sessionsIn(const std::string& directory);

// Nothing is there. A path that cannot be looked at is not gone, as far as is known.
bool isGone(const std::string& path);

}  // namespace uvscope::app
