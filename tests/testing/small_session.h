// A small session file with rows in all of its tables, to be damaged: 300 chunks in three blocks,
// of a stream that breaks the rules.
#pragma once

#include <string>

#include "tests/testing/memory_session.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::testing {

class SmallSession {
 public:
  // Not `finished`: as a recorder leaves it that is killed.
  explicit SmallSession(bool finished);

  [[nodiscard]] const std::string& path() const { return path_; }

  // The bytes of the file as it was written.
  [[nodiscard]] const std::string& whole() const { return whole_; }

  // Gives the file other bytes.
  void replaceBy(const std::string& bytes);

  // Opens the session, asks everything, and says what is told of damage.
  std::string damage();

  // The first answer that was not as it should be, the last time that everything was asked.
  [[nodiscard]] const std::string& difference() const { return difference_; }

 private:
  TempDir dir_;
  std::string path_ = dir_.file("s.uvscope");
  std::string whole_, difference_;
  MemorySession model_;
};

}  // namespace uvscope::testing
