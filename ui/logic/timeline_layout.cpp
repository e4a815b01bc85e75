#include "ui/logic/timeline_layout.h"

#include <algorithm>
#include <array>
#include <map>

namespace uvscope::ui {
namespace {

using core::Provider;

constexpr std::array kRequests = {
    Provider::TcpConnect, Provider::PipeConnect, Provider::UdpSend,     Provider::Write,
    Provider::Shutdown,   Provider::GetAddrInfo, Provider::GetNameInfo, Provider::FsReq,
    Provider::Work,       Provider::RandomBytes, Provider::TickObject,  Provider::Immediate,
    Provider::Microtask,  Provider::Promise};

// First free sub-row, else the one that becomes free first.
std::uint16_t subRowFor(std::vector<std::uint64_t>& busy_until,
                        const storage::ResourceRecord& record) {
  const auto free = std::find_if(busy_until.begin(), busy_until.end(),
                                 [&record](std::uint64_t end) { return end <= record.init_ns; });
  if (free == busy_until.end() && busy_until.size() < kMostSubRows) {
    busy_until.push_back(record.destroy_ns);
    return static_cast<std::uint16_t>(busy_until.size() - 1);
  }
  const auto chosen =
      free != busy_until.end() ? free : std::min_element(busy_until.begin(), busy_until.end());
  *chosen = std::max(*chosen, record.destroy_ns);
  return static_cast<std::uint16_t>(chosen - busy_until.begin());
}

}  // namespace

bool isRequest(core::TypeId type) {
  return std::any_of(kRequests.begin(), kRequests.end(),
                     [type](Provider provider) { return core::typeOf(provider) == type; });
}

TimelineLayout layOut(const std::vector<core::ContextInfo>& contexts,
                      const std::vector<storage::ResourceRecord>& resources,
                      const LaneMetrics& metrics) {
  TimelineLayout out;
  for (const core::ContextInfo& context : contexts) {
    Lane lane;
    lane.kind = LaneKind::Loop;
    lane.context = context.id;
    lane.height = metrics.lane;
    out.lanes.push_back(lane);
  }
  std::map<core::TypeId, std::uint32_t> request_lanes;
  std::map<core::TypeId, std::vector<std::uint64_t>> busy_until;
  for (const auto& record : resources) {
    if (!isRequest(record.type)) continue;
    const auto [at, fresh] =
        request_lanes.try_emplace(record.type, static_cast<std::uint32_t>(out.lanes.size()));
    if (fresh) {
      Lane lane;
      lane.kind = LaneKind::Requests;
      lane.type = record.type;
      out.lanes.push_back(lane);
    }
    ++out.lanes[at->second].count;
  }
  out.placements.reserve(resources.size());
  for (const auto& record : resources) {
    if (isRequest(record.type)) {
      const auto sub_row = subRowFor(busy_until[record.type], record);
      out.placements.push_back({request_lanes[record.type], sub_row});
      continue;
    }
    out.placements.push_back({static_cast<std::uint32_t>(out.lanes.size()), 0});
    Lane lane;
    lane.key = record.key;
    lane.type = record.type;
    lane.height = metrics.lane;
    out.lanes.push_back(lane);
  }
  for (Lane& lane : out.lanes) {
    if (lane.kind == LaneKind::Requests) {
      lane.sub_rows = static_cast<int>(busy_until[lane.type].size());
      lane.height = std::max(metrics.lane, lane.sub_rows * metrics.request + metrics.padding);
    }
    lane.top = out.height;
    out.height += lane.height;
  }
  return out;
}

}  // namespace uvscope::ui
