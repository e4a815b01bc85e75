#include "ui/logic/inspection.h"

#include <algorithm>

namespace uvscope::ui {
namespace {

using storage::EventSeq;
using storage::kNoSeq;
using storage::ParentKind;

std::vector<ChainLink> chainOf(storage::Session& session, core::ResourceKey key, ParentKind by,
                               bool& cut) {
  const auto nodes = session.chain(key, by);
  cut = nodes.size() > kMostChainLinks;
  std::vector<ChainLink> links;
  for (std::size_t i = 0; i < std::min(nodes.size(), kMostChainLinks); ++i) {
    ChainLink link{nodes[i].key, nodes[i].resource};
    if (i > 0 && links.back().record) {
      const auto& child = *links.back().record;
      if (link.record && child.init_ns >= link.record->init_ns) {
        link.waited_ns = child.init_ns - link.record->init_ns;
      }
      if (child.execution == link.key.id) link.in_run = child.creating_run;
    }
    links.push_back(std::move(link));
  }
  return links;
}

void judgeOpen(storage::Session& session, EventSeq cursor, Inspection& out) {
  const storage::ResourceRecord& record = *out.record;
  const storage::SessionInfo& info = session.info();
  out.judged_at_end = info.finished && !record.destroyed();
  const EventSeq at = out.judged_at_end ? info.events : cursor;
  const bool made = record.init_seq == kNoSeq || record.init_seq <= at;
  const bool gone = record.destroyed() && record.destroy_seq <= at;
  if (made && !gone) out.judgement = LeakJudge(session, at).judge(record);
}

void eventsAround(storage::Session& session, EventSeq cursor, Inspection& out) {
  std::vector<EventSeq> seqs;
  // From just after the cursor, so that an event at the cursor is among the earlier ones.
  EventSeq at = cursor + 1;
  while (seqs.size() < kEventsAround) {
    at = session.previousEventOf(out.key, at);
    if (at == kNoSeq) break;
    seqs.push_back(at);
  }
  out.earlier_events = at != kNoSeq && session.previousEventOf(out.key, at) != kNoSeq;
  std::reverse(seqs.begin(), seqs.end());
  at = cursor;
  for (std::size_t i = 0; i < kEventsAround; ++i) {
    at = session.nextEventOf(out.key, at);
    if (at == kNoSeq) break;
    seqs.push_back(at);
  }
  out.later_events = at != kNoSeq && session.nextEventOf(out.key, at) != kNoSeq;
  for (const EventSeq seq : seqs) {
    auto rows = eventRows(session, seq, 1);
    if (!rows.empty()) out.events.push_back(std::move(rows.front()));
  }
}

}  // namespace

Inspection inspect(storage::Session& session, core::ResourceKey key, EventSeq cursor) {
  Inspection out;
  out.key = key;
  out.record = session.resource(key);
  if (out.record) {
    judgeOpen(session, cursor, out);
    out.frames = session.frames(out.record->stack);
    out.site = core::creationSite(out.frames);
  }
  out.why = chainOf(session, key, ParentKind::Trigger, out.why_cut);
  out.when = chainOf(session, key, ParentKind::Execution, out.when_cut);
  out.trigger_children = session.children(key, ParentKind::Trigger, 0, kInspectedChildren);
  out.execution_children = session.children(key, ParentKind::Execution, 0, kInspectedChildren);
  out.trigger_count =
      !out.why.empty() && out.record ? out.record->trigger_children : out.trigger_children.size();
  out.execution_count = out.record ? out.record->execution_children : out.execution_children.size();
  eventsAround(session, cursor, out);
  return out;
}

}  // namespace uvscope::ui
