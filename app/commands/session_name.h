// The name of a session file that the person did not give.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace uvscope::app {

// "nvim-20261122-045500.uvscope" of "/usr/bin/nvim", in local time. Characters that need quoting in
// a shell become '-'.
std::string defaultSessionName(const std::string& program, std::int64_t unix_seconds);

// `path`, a session's, if there is nothing; else the first of "x-2.uvscope", "x-3.uvscope", … that
// is free.
std::string unusedSessionPath(const std::string& path);

// The words as a person would type them, quoted where a shell needs it.
std::string shellWords(const std::vector<std::string>& words);

}  // namespace uvscope::app
