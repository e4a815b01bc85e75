#include <algorithm>

#include "ui/handlers.h"
#include "ui/logic/time_range.h"

namespace uvscope::ui::handlers {
namespace {

constexpr double kZoomStep = 0.5;
constexpr double kPanStep = 0.2;

core::Result<void> zoomAtMiddle(CommandContext& context, double factor) {
  ViewState& state = context.state;
  const auto duration = context.session->info.duration_ns;
  const TimeRange now = effectiveRange(state.range, duration);
  state.range = zoomed(state.range, duration, now.begin_ns + now.length() / 2, factor);
  return {};
}

}  // namespace

core::Result<void> range(CommandContext& context, const Arguments& arguments) {
  const auto begin = std::get<std::uint64_t>(arguments.at(0));
  const auto end = std::get<std::uint64_t>(arguments.at(1));
  const auto full = effectiveRange({}, context.session->info.duration_ns).end_ns;
  if (begin >= end || begin >= full) {
    return core::Error{core::ErrorCode::Usage,
                       "range: the end must be after the beginning, and both within the run"};
  }
  const std::uint64_t length = std::max(end - begin, kShortestRangeNs);
  context.state.range = {begin, std::min(begin + length, std::max(full, begin + kShortestRangeNs))};
  return {};
}

core::Result<void> zoomFit(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.range = {};
  return {};
}

core::Result<void> zoomSelection(CommandContext& context, const Arguments& /*arguments*/) {
  context.seek = [key = *context.state.selection, duration = context.session->info.duration_ns](
                     storage::Session& session) -> core::Result<StepResult> {
    StepResult result;
    const auto record = session.resource(key);
    if (!record) {
      result.message = "Its life was not recorded";
      return result;
    }
    const std::uint64_t end = record->destroyed() ? record->destroy_ns : duration;
    const std::uint64_t margin = std::max<std::uint64_t>((end - record->init_ns) / 16, 50);
    result.range = TimeRange{record->init_ns - std::min(record->init_ns, margin), end + margin};
    return result;
  };
  return {};
}

core::Result<void> zoomIn(CommandContext& context, const Arguments& /*arguments*/) {
  return zoomAtMiddle(context, kZoomStep);
}

core::Result<void> zoomOut(CommandContext& context, const Arguments& /*arguments*/) {
  return zoomAtMiddle(context, 1 / kZoomStep);
}

core::Result<void> panLeft(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.range = panned(context.state.range, context.session->info.duration_ns, -kPanStep);
  return {};
}

core::Result<void> panRight(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.range = panned(context.state.range, context.session->info.duration_ns, kPanStep);
  return {};
}

}  // namespace uvscope::ui::handlers
