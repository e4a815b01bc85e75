// Printing that may be used inside hooks: synchronous, so that it makes no resource.
#pragma once

#include <ostream>
#include <sstream>
#include <string>

#include <unistd.h>
#include <uvscope/async_hooks.h>

namespace example {

template <class Part>
void put(std::ostream& out, const Part& part) {
  if constexpr (std::is_same_v<Part, uvscope::AsyncId>) {
    out << part.value;
  } else {
    out << part;
  }
}

// One line on standard output, written at once.
template <class... Parts>
void print(const Parts&... parts) {
  std::ostringstream line;
  (put(line, parts), ...);
  line << '\n';
  const std::string text = line.str();
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = write(STDOUT_FILENO, text.data() + done, text.size() - done);
    if (written <= 0) return;
    done += static_cast<std::size_t>(written);
  }
}

}  // namespace example
