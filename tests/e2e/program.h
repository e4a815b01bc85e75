// Programs that a test starts, with a time limit for each: a test that fails leaves nothing
// running.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <sys/types.h>

namespace uvscope::e2e {

using Words = std::vector<std::string>;

inline constexpr std::chrono::seconds kPatience{30};

// "/usr/sbin/named", looked for in PATH and the sbin folders; empty: not installed.
std::string findInstalled(const std::string& program);

// Private to a test, removed with all that is in it.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

  // The path of the file.
  std::string write(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

std::string readFile(const std::string& path);

// The path of a file of tests/e2e/scripts: what the recorded programs are given to do.
std::string script(const std::string& name);
// What such a file says, with @DIRECTORY@ and @PORT@ filled in.
std::string filled(const std::string& name, const std::string& directory, int port);

// A running program, in a process group of its own, its output in files.
class Program {
 public:
  // Standard input is empty.
  explicit Program(const Words& words);
  // Kills the whole group if it still runs.
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

  void signal(int number) const;
  // As a shell tells it: the status or 128 + signal; -1: it did not end in time.
  int wait(std::chrono::seconds patience = kPatience);
  // False: it ended, or did not say so in time.
  bool waitForOutput(const std::string& text);

  [[nodiscard]] std::string output() const { return readFile(files_.file("out")); }

  [[nodiscard]] std::string errors() const { return readFile(files_.file("err")); }

 private:
  bool reap();

  TempDir files_;
  pid_t pid_ = -1;
  int status_ = -1;
  bool ended_ = false;
};

struct Outcome {
  int status = -1;
  std::string output, errors;
};

Outcome run(const Words& words, std::chrono::seconds patience = kPatience);

// The words that record `program` into `session`.
Words recording(const std::string& session, const Words& program, const Words& options = {});

// A port on loopback that nothing uses at present, for both UDP and TCP.
int freePort();

}  // namespace uvscope::e2e
