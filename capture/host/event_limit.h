// Lets the first events of a recording pass, by number or time, and then no more.
#pragma once

#include <cstdint>
#include <limits>

#include "core/forwarding_sink.h"

namespace uvscope::capture {

class EventLimit final : public core::ForwardingSink {
 public:
  explicit EventLimit(core::EventSink& next) : core::ForwardingSink(next) {}

  void keepFirst(std::uint64_t events) { left_ = events; }

  void keepUntil(std::uint64_t ts_ns) { latest_ns_ = ts_ns; }

  // Targets that wait for room lose something only because they are told to record no more.
  void ignoreLosses() { ignores_losses_ = true; }

  // As many have passed as may. What is then said of resources is about later events.
  [[nodiscard]] bool reached() const { return left_ == 0; }

  void onEvents(std::span<const core::Event> events) override;
  void onDetail(core::ResourceKey resource, std::string_view detail) override;
  void onDropped(core::ContextId context, std::uint64_t count) override;

 private:
  std::uint64_t left_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t latest_ns_ = std::numeric_limits<std::uint64_t>::max();
  bool ignores_losses_ = false;
};

}  // namespace uvscope::capture
