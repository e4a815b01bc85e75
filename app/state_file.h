// Small lists of lines in the user's state directory.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"

namespace uvscope::app {

// $XDG_STATE_HOME/uvscope/NAME, else ~/.local/state/uvscope/NAME; empty when neither is known.
std::string stateFilePath(const std::string& name);

// Its lines, but for empty ones; none where it cannot be read.
std::vector<std::string> readStateFile(const std::string& path);

// Replaces it as a whole: a reader sees the old lines or the new ones. Makes its directory.
core::Result<void> writeStateFile(const std::string& path, const std::vector<std::string>& lines);

}  // namespace uvscope::app
