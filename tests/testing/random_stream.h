// Streams of events that no rule has made: reproducible by their seed.
#pragma once

#include <cstdint>
#include <random>

#include "core/event_sink.h"

namespace uvscope::testing {

// How much of the rules a stream keeps.
enum class Discipline {
  Kept,    // every resource has its init, callbacks nest
  Broken,  // ids from nowhere, second inits and destroys, missing afters, losses
};

// Gives all calls to two sinks.
class Tee final : public core::EventSink {
 public:
  Tee(core::EventSink& first, core::EventSink& second) : sinks_{&first, &second} {}

  void onProcess(const core::ProcessInfo& process) override {
    for (core::EventSink* sink : sinks_)
      sink->onProcess(process);
  }

  void onContext(const core::ContextInfo& context) override {
    for (core::EventSink* sink : sinks_)
      sink->onContext(context);
  }

  void onType(core::TypeId type, std::string_view name) override {
    for (core::EventSink* sink : sinks_)
      sink->onType(type, name);
  }

  void onEvents(std::span<const core::Event> events) override {
    for (core::EventSink* sink : sinks_)
      sink->onEvents(events);
  }

  void onDetail(core::ResourceKey resource, std::string_view detail) override {
    for (core::EventSink* sink : sinks_)
      sink->onDetail(resource, detail);
  }

  void onDropped(core::ContextId context, std::uint64_t count) override {
    for (core::EventSink* sink : sinks_)
      sink->onDropped(context, count);
  }

  void onProcessExit(const core::ProcessExit& exit) override {
    for (core::EventSink* sink : sinks_)
      sink->onProcessExit(exit);
  }

 private:
  core::EventSink* sinks_[2];
};

class RandomStream {
 public:
  RandomStream(std::uint64_t seed, Discipline discipline)
      : random_(seed), discipline_(discipline) {}

  void announce(core::EventSink& sink);
  // Adds `count` events in batches of random size.
  void feed(core::EventSink& sink, std::size_t count);

 private:
  struct Thread {
    core::ContextId context;
    std::uint64_t next_id = 2;
    std::uint64_t now = 0;
    std::vector<core::AsyncId> stack, alive;
  };

  std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : random_() % limit; }

  core::Event next();
  core::Event disciplined(Thread& thread);
  core::Event init(Thread& thread);
  core::AsyncId anyId(Thread& thread);
  void breakRules(Thread& thread, core::Event& event);

  std::mt19937_64 random_;
  Discipline discipline_;
  std::vector<Thread> threads_;
};

}  // namespace uvscope::testing
