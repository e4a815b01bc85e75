// What the two halves of session_bench share.
#pragma once

#include <cstdint>
#include <string>

namespace uvscope::bench {

struct Taken {
  double seconds = 0;  // of processor time
  double events = 0;
  double bytes = 0;  // of the file
};

// Takes in a stream of so many events; `nothing`: only makes them.
Taken takeSession(const std::string& path, std::uint64_t events, bool nothing);
// Prints what taking in costs beside plain rows, and what a reader at 10 Hz adds to it.
void takeBesideRows(std::uint64_t events);
void takeBesideAReader(std::uint64_t events);
// Prints how long everything takes that is asked of a session.
void askSession(const std::string& path);

// Processor time of the calling thread: noise of other programs stays out.
double threadSeconds();
double wallSeconds();

[[noreturn]] void fail(const std::string& why);

// An answer that is only asked for.
template <class Answer>
void spend(const Answer& answer) {
  static const volatile void* sink = nullptr;
  sink = &answer;
  static_cast<void>(sink);
}

}  // namespace uvscope::bench
