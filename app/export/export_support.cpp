#include <algorithm>
#include <limits>

#include <nlohmann/json.hpp>

#include "app/export/exporters.h"

namespace uvscope::app {
namespace {

// Times of several threads may go back by less than it takes to collect their events: so far
// around the range events are looked at one by one.
constexpr std::uint64_t kDisorderNs = 2'000'000'000;

std::int64_t signedTime(std::uint64_t ns) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(ns, kMost));
}

}  // namespace

core::Filter resourcesWanted(const ExportRequest& request) {
  if (request.wholeTime()) return request.filter;
  core::Filter in_time;
  core::FilterTerm term;
  term.field = core::FilterField::Time;
  term.range = {signedTime(request.from_ns), signedTime(request.to_ns)};
  in_time.terms.push_back(term);
  in_time.nodes.push_back({core::FilterNode::Kind::Term, {}, 0});
  return joined(request.filter, in_time);
}

void eachEventIn(storage::Session& session, const ExportRequest& request,
                 const std::function<bool(storage::EventSeq, const core::Event&)>& take) {
  storage::EventSeq seq = 1;
  storage::EventSeq last = session.info().events;
  if (request.from_ns > kDisorderNs) seq = session.eventAt(request.from_ns - kDisorderNs) + 1;
  if (request.to_ns < std::numeric_limits<std::uint64_t>::max() - kDisorderNs) {
    last = std::min(last, session.eventAt(request.to_ns + kDisorderNs));
  }
  while (seq <= last) {
    const auto page = session.events(seq, std::min(kEventsAtOnce, last - seq + 1));
    if (page.empty()) ++seq;  // in a part that cannot be read: what follows it may be
    for (const core::Event& event : page) {
      const bool wanted = event.ts_ns >= request.from_ns && event.ts_ns <= request.to_ns;
      if (wanted && !take(seq, event)) return;
      ++seq;
    }
  }
}

std::string jsonText(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace uvscope::app
