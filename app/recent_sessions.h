// The sessions that were opened last, remembered in the user's state directory.
#pragma once

#include <string>
#include <vector>

namespace uvscope::app {

// $XDG_STATE_HOME/uvscope/recent, else ~/.local/state/uvscope/recent; empty when neither is known.
std::string recentListPath();

// Absolute paths, newest first; files that are gone are left out.
std::vector<std::string> recentSessions(const std::string& list_path);

// Puts `session` first. Failing to write is no error: the list is a convenience.
void rememberSession(const std::string& list_path, const std::string& session);

// Sessions (*.uvscope) in a directory, newest first: for the start page of a first visit.
std::vector<std::string> sessionsIn(const std::string& directory);

}  // namespace uvscope::app
