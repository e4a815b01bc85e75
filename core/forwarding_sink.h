// A sink that hands everything on to another one: what a filter begins with.
#pragma once

#include <span>
#include <string_view>

#include "core/event_sink.h"

namespace uvscope::core {

class ForwardingSink : public EventSink {
 public:
  // `next` must outlive it.
  explicit ForwardingSink(EventSink& next) : next_(next) {}

  void onProcess(const ProcessInfo& process) override { next_.onProcess(process); }

  void onContext(const ContextInfo& context) override { next_.onContext(context); }

  void onType(TypeId type, std::string_view name) override { next_.onType(type, name); }

  void onFrames(CodeId code, std::span<const StackFrame> frames) override {
    next_.onFrames(code, frames);
  }

  void onStack(StackId stack, std::span<const CodeId> codes, std::string_view site) override {
    next_.onStack(stack, codes, site);
  }

  void onEvents(std::span<const Event> events) override { next_.onEvents(events); }

  void onDetail(ResourceKey resource, std::string_view detail) override {
    next_.onDetail(resource, detail);
  }

  void onDropped(ContextId context, std::uint64_t count) override {
    next_.onDropped(context, count);
  }

  void onProcessExit(const ProcessExit& exit) override { next_.onProcessExit(exit); }

 protected:
  // NOLINTNEXTLINE(cppcoreguidelines-non-private-member-variables-in-classes): what it is there for
  EventSink& next_;
};

}  // namespace uvscope::core
