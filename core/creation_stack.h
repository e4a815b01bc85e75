// Where in the code of its program a resource was made: the calls that led to its init.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace uvscope::core {

// Stacks that differ, numbered from 1 in a session. 0: none was taken.
struct StackId {
  std::uint32_t value = 0;
  friend auto operator<=>(StackId, StackId) = default;
};

// Places in code that stacks go through, numbered from 1 in a session.
struct CodeId {
  std::uint32_t value = 0;
  friend auto operator<=>(CodeId, CodeId) = default;
};

// A function that was executing. One place in code is several frames where the compiler has put
// functions into each other. What is not known is empty, or 0; nothing is guessed.
struct StackFrame {
  std::string module;  // path of the program or library; empty: code that is in no file
  std::uint64_t offset =
      0;  // where the call returns to, as the module's file counts; else in memory
  std::string function;
  std::string file;
  std::uint32_t line = 0;
  bool inlined = false;  // into the function of the next frame

  friend bool operator==(const StackFrame&, const StackFrame&) = default;
};

// "start_server (server.c:42)", "start_server (nvim+0x1234)", "nvim+0x1234", "0x7f0012345678".
std::string frameName(const StackFrame& frame);

// The function, or all that is known in its stead.
std::string functionName(const StackFrame& frame);
// "server.c:42", "nvim+0x1234"; empty where functionName() has said it already.
std::string placeName(const StackFrame& frame);

// Code that stands between a program and its loop: uvscope's, libuv's, the language's and the
// system's.
bool isSystemCode(const StackFrame& frame);

// Which of `frames`, the innermost first, is the program's own call: the first one that is not the
// system's, else the first. frames.size() when there are none.
std::size_t creationSite(std::span<const StackFrame> frames);

}  // namespace uvscope::core
