// `uvscope sessions`: those opened or recorded last and those that have a name.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "core/result.h"

namespace uvscope::app {

// A line each: names, when, how much, program, file. Files that are gone, or no sessions, are
// listed with what is wrong.
core::Result<int> listSessions(std::FILE* out);

// Names the session in a file. An error if it is none, or the name is taken or cannot be one.
core::Result<int> nameASession(const std::string& name, const std::string& path);

struct ForgetOptions {
  std::vector<std::string> words;  // names, or files
  bool gone = false;               // all whose files are gone
};

// The files stay as they are. An error, and nothing forgotten, if one of the words is not listed.
core::Result<int> forgetListed(const ForgetOptions& options, std::FILE* out);

}  // namespace uvscope::app
