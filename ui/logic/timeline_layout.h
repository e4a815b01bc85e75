// Which lanes the timeline has: one for each thread, one for the requests of each type (packed:
// they are many and short), one for each other resource, in order of init.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/session.h"

namespace uvscope::ui {

enum class LaneKind : std::uint8_t { Loop, Requests, Resource };

struct LaneMetrics {
  int lane = 22;    // height of a loop's or resource's lane
  int request = 7;  // of a sub-row of requests
  int padding = 8;  // of a lane of requests, both sides together
};

struct Lane {
  LaneKind kind = LaneKind::Resource;
  int top = 0, height = 0;  // pixels from the first lane
  core::ContextId context;
  core::ResourceKey key;    // Resource
  core::TypeId type;        // Requests, Resource
  std::uint64_t count = 0;  // Requests: how many
  int sub_rows = 1;         // Requests
};

// Where a resource is drawn.
struct Placement {
  std::uint32_t lane = 0;
  std::uint16_t sub_row = 0;
};

struct TimelineLayout {
  std::vector<Lane> lanes;
  std::vector<Placement> placements;  // of each of the resources, by index
  int height = 0;
};

inline constexpr int kMostSubRows = 4;

// Types whose resources are one callback long (definitions F3, class O).
bool isRequest(core::TypeId type);

TimelineLayout layOut(const std::vector<core::ContextInfo>& contexts,
                      const std::vector<storage::ResourceRecord>& resources,
                      const LaneMetrics& metrics);

}  // namespace uvscope::ui
