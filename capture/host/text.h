// Text that comes from a target and is shown to a person.
#pragma once

#include <string>
#include <string_view>

namespace uvscope::capture {

// The same text as valid UTF-8 on one line: control characters become spaces, bytes that are no
// UTF-8 become U+FFFD.
std::string cleanText(std::string_view bytes);

// A demangled name as its author wrote it: std::string for the template that it stands for.
std::string withPlainStrings(std::string name);

}  // namespace uvscope::capture
