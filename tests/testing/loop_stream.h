// A stream like that of a busy loop, of any length and in little memory: some 2,000 resources alive
// and ten that live throughout, 17 % inits, gaps between events spread evenly by their logarithm
// from 200 ns to 5 µs, thirty types of which few are common. What is measured on it can be compared
// with other tools, because it is stated here and always the same.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/event_sink.h"

namespace uvscope::testing {

class LoopStream {
 public:
  // Announces process, context and types.
  explicit LoopStream(core::EventSink& sink);

  // Adds at least `events` events, in batches of some hundred.
  void run(std::uint64_t events);

  [[nodiscard]] std::uint64_t now() const { return now_; }

  [[nodiscard]] std::uint64_t events() const { return made_ + batch_.size(); }

 private:
  struct Resource {
    core::AsyncId id;
    std::uint32_t runs_left = 0;
  };

  static constexpr std::uint32_t kTypes = 30;

  [[nodiscard]] std::uint64_t random();
  [[nodiscard]] double fraction();  // [0, 1)
  void add(core::EventKind kind, core::AsyncId id);
  void make(core::AsyncId parent);
  void turn();
  void runLongLived();
  void flush();

  core::EventSink& sink_;
  std::vector<core::Event> batch_;
  std::vector<Resource> pool_;
  std::vector<core::AsyncId> long_lived_, ending_;
  std::array<double, kTypes> type_until_{};  // up to which fraction a type is chosen
  std::vector<std::uint32_t> gaps_;          // drawn beforehand: a logarithm an event is dear
  std::uint64_t next_id_ = 2;
  std::uint64_t now_ = 1'000'000;
  std::uint64_t state_ = 88172645463325252;
  std::uint64_t made_ = 0;
};

}  // namespace uvscope::testing
