// A session as a small TCP server with a worker thread would leave it, of any size, always the same
// for the same number of events: for tests, benchmarks and pictures.
//
// Context 1 is the main thread: a TCPSERVERWRAP that accepts connections, each read from, answered
// (WRITEWRAP), timed by a timer, and closed; some are forgotten, some are closed but for their
// timer, one is closing for ever. A ticking TIMERWRAP lives throughout, an outer callback of
// several milliseconds comes now and then, file requests come back from the pool. Context 2 is a
// thread that runs WORKREQWRAPs triggered there.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/event_sink.h"
#include "core/result.h"

namespace uvscope::testing {

// Gives `sink` the whole stream: process, contexts, a user type, at least `events` events, details.

class SyntheticServer {
 public:
  explicit SyntheticServer(core::EventSink& sink);
  // Adds about `events` events, in batches of some hundred.
  void run(std::uint64_t events);
  // Ends the process: its exit status is 0.
  void exit();

  [[nodiscard]] std::uint64_t now() const { return now_; }

 private:
  struct Thread {
    core::ContextId context;
    std::uint64_t next_id = 2;
  };

  [[nodiscard]] std::uint64_t random(std::uint64_t below);
  void pass(std::uint64_t average_ns);
  core::AsyncId init(Thread& thread, core::Provider type, core::AsyncId trigger,
                     core::AsyncId execution);
  void emit(Thread& thread, core::EventKind kind, core::AsyncId id,
            core::CallbackReason reason = core::CallbackReason::None, std::int64_t value = 0);
  void before(Thread& thread, core::AsyncId id,
              core::CallbackReason reason = core::CallbackReason::Callback, std::int64_t value = 0);
  void after(Thread& thread, core::AsyncId id);
  void detail(Thread& thread, core::AsyncId id, std::string text);
  void flush();

  void start();
  void accept();
  void serve(core::AsyncId connection);
  void finishWrite();
  void close(core::AsyncId connection);
  void tick();
  void readFile();
  void work();

  struct Connection {
    core::AsyncId id, timer;
    std::uint64_t requests = 0;
  };

  core::EventSink& sink_;
  std::vector<core::Event> batch_;
  std::vector<std::pair<core::ResourceKey, std::string>> details_;
  std::vector<Connection> connections_;
  std::vector<core::AsyncId> writes_;
  Thread main_, worker_;
  core::AsyncId server_, ticker_, signal_, queue_;
  std::uint64_t now_ = 0;
  std::uint64_t state_ = 0x9e3779b97f4a7c15;
  std::uint64_t made_ = 0;
  std::uint64_t accepted_ = 0;
};

// A finished session at `path` (replaced if it is there).
core::Result<void> writeSyntheticSession(const std::string& path, std::uint64_t events);

}  // namespace uvscope::testing
