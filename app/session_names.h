// Names that a person gave to sessions, to be used in place of a path. Remembered in the user's
// state directory, not in the session: a name is one's own, and sessions are given away.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/result.h"

namespace uvscope::app {

// Where the names are; empty when no state directory is known.
std::string sessionNamesPath();

// Absolute path by name.
using SessionNames = std::map<std::string, std::string>;
SessionNames sessionNames(const std::string& names_path);

// Why `name` is none: it is empty, has a slash, begins with a dash, …; empty: it is one.
std::string problemOfName(const std::string& name);

// Usage error: `name` is none, or another session has it. Whether `session` is one is not looked
// at.
core::Result<void> nameSession(const std::string& names_path, const std::string& name,
                               const std::string& session);

// Takes these names out.
core::Result<void> forgetNames(const std::string& names_path,
                               const std::vector<std::string>& names);

// What `word` means where a session is asked for: the named session, where it is a name and there
// is no such file; else `word`.
std::string sessionPath(const std::string& names_path, const std::string& word);

// Of a word that can only be a name, for it has no slash and no ".uvscope": why it means no
// session, with the names that are like it. Empty: it means one, or is a path.
std::string whyNoSession(const std::string& names_path, const std::string& word);

}  // namespace uvscope::app
