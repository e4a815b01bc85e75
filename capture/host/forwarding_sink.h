// A sink that hands everything on to another one: what a filter begins with.
#pragma once

#include <span>
#include <string_view>

#include "core/event_sink.h"

namespace uvscope::capture {

class ForwardingSink : public core::EventSink {
 public:
  // `next` must outlive it.
  explicit ForwardingSink(core::EventSink& next) : next_(next) {}

  void onProcess(const core::ProcessInfo& process) override { next_.onProcess(process); }

  void onContext(const core::ContextInfo& context) override { next_.onContext(context); }

  void onType(core::TypeId type, std::string_view name) override { next_.onType(type, name); }

  void onFrames(core::CodeId code, std::span<const core::StackFrame> frames) override {
    next_.onFrames(code, frames);
  }

  void onStack(core::StackId stack, std::span<const core::CodeId> codes,
               std::string_view site) override {
    next_.onStack(stack, codes, site);
  }

  void onEvents(std::span<const core::Event> events) override { next_.onEvents(events); }

  void onDetail(core::ResourceKey resource, std::string_view detail) override {
    next_.onDetail(resource, detail);
  }

  void onDropped(core::ContextId context, std::uint64_t count) override {
    next_.onDropped(context, count);
  }

  void onProcessExit(const core::ProcessExit& exit) override { next_.onProcessExit(exit); }

 protected:
  // NOLINTNEXTLINE(cppcoreguidelines-non-private-member-variables-in-classes): what it is there for
  core::EventSink& next_;
};

}  // namespace uvscope::capture
