// The environment of a child to whom a recorded program gives one of its own making: what makes the
// child record as well is added where it is missing.
#pragma once

#include <vector>

namespace uvscope::capture {

class ChildEnvironment {
 public:
  // `given` is the program's, `own` that of this process; both end with a null pointer and must
  // outlive this. Everything that is given stays, in its order; in front of a LD_PRELOAD among it
  // comes our library.
  ChildEnvironment(char** given, char** own);
  ChildEnvironment(ChildEnvironment&&) = default;
  ChildEnvironment& operator=(ChildEnvironment&&) = delete;
  ChildEnvironment(const ChildEnvironment&) = delete;
  ChildEnvironment& operator=(const ChildEnvironment&) = delete;
  ~ChildEnvironment() = default;

  // For a call that takes an environment.
  [[nodiscard]] char** get() { return entries_.data(); }

 private:
  void addPreload(const char* own_entry);
  void addMissing(char* own_entry);

  std::vector<char*> entries_;
  std::vector<char> preload_;  // what one of the entries may point to, also after a move
};

// Whether the children of this process are to be recorded.
bool followsChildren(char** own);

}  // namespace uvscope::capture
