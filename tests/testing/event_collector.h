// A sink that keeps the events of a stream, and nothing else.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/event_sink.h"

namespace uvscope::testing {

class EventCollector final : public core::EventSink {
 public:
  void onProcess(const core::ProcessInfo&) override {}

  void onContext(const core::ContextInfo&) override {}

  void onType(core::TypeId, std::string_view) override {}

  void onEvents(std::span<const core::Event> more) override {
    events.insert(events.end(), more.begin(), more.end());
  }

  void onDetail(core::ResourceKey, std::string_view) override {}

  void onDropped(core::ContextId, std::uint64_t) override {}

  void onProcessExit(const core::ProcessExit&) override {}

  std::vector<core::Event> events;
};

}  // namespace uvscope::testing
