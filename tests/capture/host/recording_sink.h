// A sink that keeps everything and prints it the way a person would write it down.
#pragma once

#include <string>
#include <vector>

#include "core/event_sink.h"

namespace uvscope::capture {

class RecordingSink : public core::EventSink {
 public:
  void onProcess(const core::ProcessInfo& process) override { processes.push_back(process); }

  void onContext(const core::ContextInfo& context) override { contexts.push_back(context); }

  void onType(core::TypeId type, std::string_view name) override {
    types.push_back(std::to_string(type.value) + " " + std::string(name));
  }

  void onEvents(std::span<const core::Event> more) override {
    for (const core::Event& event : more) {
      events.push_back(event);
      log.push_back(std::to_string(event.context.value) + ": " +
                    std::string(core::eventKindName(event.kind)) + " " +
                    std::to_string(event.id.value));
    }
  }

  void onDetail(core::ResourceKey key, std::string_view detail) override {
    log.push_back(std::to_string(key.context.value) + ": " + std::to_string(key.id.value) + " is " +
                  std::string(detail));
  }

  void onDropped(core::ContextId context, std::uint64_t count) override {
    dropped += count;
    log.push_back(std::to_string(context.value) + ": lost " + std::to_string(count));
  }

  void onProcessExit(const core::ProcessExit& exit) override {
    exits.push_back(exit);
    log.push_back("process " + std::to_string(exit.id.value) + " ends");
  }

  std::vector<core::ProcessInfo> processes;
  std::vector<core::ContextInfo> contexts;
  std::vector<std::string> types;
  std::vector<core::Event> events;
  std::vector<core::ProcessExit> exits;
  std::vector<std::string> log;  // everything but announcements, in order
  std::uint64_t dropped = 0;
};

}  // namespace uvscope::capture
