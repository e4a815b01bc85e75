#include "storage/session_replay.h"

#include <algorithm>
#include <utility>

#include "storage/checked_tables.h"
#include "storage/stack_reader.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;

std::int32_t statusOr(const CheckedSelect& row, int column, std::int32_t otherwise) {
  return row.isNull(column) ? otherwise : static_cast<std::int32_t>(row.integer(column));
}

}  // namespace

// Tells a stack, and the code it goes through, before it is first borne.
class SessionReplay::Stacks {
 public:
  Stacks(SessionReader& session, core::EventSink& sink, Damage& damage)
      : reader_(StackReader::open(session.connection(), damage)), sink_(sink) {}

  core::StackId numberOf(core::StackId old) {
    if (old == core::StackId{}) return {};
    const auto [place, is_new] = numbers_.try_emplace(old.value, core::StackId{});
    if (!is_new) return place->second;
    const std::vector<core::CodeId> codes = reader_.codes(old);
    if (codes.empty()) return {};
    place->second.value = ++last_;
    for (const core::CodeId code : codes)
      tellFrames(code);
    sink_.onStack(place->second, codes, reader_.site(old));
    return place->second;
  }

 private:
  void tellFrames(core::CodeId code) {
    if (!told_.insert(code.value).second) return;
    std::vector<core::StackFrame> frames = reader_.framesAt(code);
    if (frames.empty()) frames.emplace_back();  // nothing is known of it
    sink_.onFrames(code, frames);
  }

  StackReader reader_;
  core::EventSink& sink_;
  std::unordered_map<std::uint32_t, core::StackId> numbers_;
  std::unordered_set<std::uint32_t> told_;
  std::uint32_t last_ = 0;
};

SessionReplay::SessionReplay(SessionReader& session, core::EventSink& sink)
    : session_(session),
      sink_(sink),
      lost_(sink),
      dropped_(CheckedSelect::prepare(session.connection(), kDroppedTable, "ORDER BY rowid"),
               damage_, "losses"),
      stacks_(std::make_unique<Stacks>(session, sink, damage_)),
      end_chunk_(session.chunks().directory().size()) {}

SessionReplay::~SessionReplay() = default;

void SessionReplay::stopBefore(std::uint64_t ns) {
  end_chunk_ = std::min(end_chunk_, session_.chunks().directory().endBefore(ns));
}

void SessionReplay::announce() {
  for (const core::ProcessInfo& process : session_.processes())
    sink_.onProcess(process);
  for (const core::ContextInfo& context : session_.contexts())
    sink_.onContext(context);
  auto types =
      CheckedSelect::prepare(session_.connection(), kTypeTable, "WHERE id >= ? ORDER BY id");
  if (!types) return damage_.note("some types cannot be read");
  types->bind(1, std::int64_t{core::kFirstUserType.value});
  while (types->step() == Statement::Step::Row)
    sink_.onType(core::TypeId{static_cast<std::uint16_t>(types->integer(0))}, types->text(1));
}

std::optional<std::uint64_t> SessionReplay::nextNs() {
  while (told_ == events_.size()) {
    if (!loadNext()) return std::nullopt;
  }
  return events_[told_].ts_ns;
}

bool SessionReplay::loadNext() {
  const ChunkDirectory& directory = session_.chunks().directory();
  if (next_chunk_ >= end_chunk_) return false;
  const std::size_t number = next_chunk_++;
  first_seq_ = directory.firstSeq(number);
  events_.clear();
  details_.clear();
  told_ = details_told_ = 0;
  const ChunkPtr chunk = session_.chunks().chunk(number);
  if (chunk == nullptr) {
    tellLossesUpTo(first_seq_ - 1);
    lost_.lose(directory.entry(number).events);
    return true;
  }
  events_ = chunk->events;
  renumberStacks();
  collectDetails(*chunk);
  return true;
}

void SessionReplay::renumberStacks() {
  for (Event& event : events_) {
    if (event.kind != EventKind::Init || event.value == 0) continue;
    const core::StackId old{static_cast<std::uint32_t>(event.value)};
    event.value = stacks_->numberOf(old).value;
  }
}

void SessionReplay::collectDetails(const DecodedChunk& chunk) {
  const std::uint64_t before = session_.chunks().directory().resourcesBefore(chunk.number);
  auto birth = chunk.births.begin();
  for (const ResourceRecord& record : session_.resources(before, chunk.births.size())) {
    // Both are in order of birth, but a record may be missing.
    const auto own = std::find_if(birth, chunk.births.end(), [&](std::uint32_t position) {
      const Event& event = chunk.events[position];
      return event.id == record.key.id && event.context == record.key.context;
    });
    if (own == chunk.births.end()) continue;
    birth = own;
    if (!record.detail.empty()) details_.push_back({*own, record.key, record.detail});
  }
}

void SessionReplay::tell(std::uint64_t last_ns) {
  const auto later =
      std::find_if(events_.begin() + static_cast<std::ptrdiff_t>(told_), events_.end(),
                   [last_ns](const Event& event) { return event.ts_ns > last_ns; });
  const auto end = static_cast<std::size_t>(later - events_.begin());
  if (end == told_) return;
  tellLossesUpTo(first_seq_ + end - 1);
  tellTo(end);
}

void SessionReplay::tellTo(std::size_t end) {
  for (; details_told_ < details_.size() && details_[details_told_].after < end; ++details_told_) {
    const Detail& detail = details_[details_told_];
    tellEvents(detail.after + 1);
    sink_.onDetail(detail.key, detail.text);
  }
  tellEvents(end);
}

void SessionReplay::tellEvents(std::size_t end) {
  if (end <= told_) return;
  const std::span<const Event> part(events_.data() + told_, end - told_);
  lost_.follow(part);
  sink_.onEvents(part);
  told_ = end;
}

// Those after event `last` too.
void SessionReplay::tellLossesUpTo(EventSeq last) {
  for (; dropped_.next() != nullptr; dropped_.advance()) {
    const EventSeq after = dropped_.next()->whole(2);
    if (after > last) return;
    if (after >= first_seq_) tellTo(std::min(after - first_seq_ + 1, events_.size()));
    const core::ContextId context{static_cast<std::uint32_t>(dropped_.next()->integer(1))};
    sink_.onDropped(context, dropped_.next()->whole(3));
    lost_.forget(context);
  }
}

// Of a file that is cut short the directory may tell more events than can be reached.
std::uint64_t SessionReplay::eventsCutOff() {
  std::uint64_t told = 0;
  Damage ignored;  // it was noted when the session was opened
  RowCursor pages(CheckedSelect::prepare(session_.connection(), kDirectoryTable, "ORDER BY id"),
                  ignored, "events");
  std::vector<ChunkEntry> entries;
  for (; pages.next() != nullptr; pages.advance()) {
    if (!decodeDirectoryPage(pages.next()->blob(1), entries)) break;
    for (const ChunkEntry& entry : entries)
      told += entry.events;
  }
  const EventSeq reached = session_.chunks().directory().events();
  return told > reached ? told - reached : 0;
}

void SessionReplay::conclude() {
  if (end_chunk_ == session_.chunks().directory().size()) {
    tellLossesUpTo(kNeverNs);
    lost_.lose(eventsCutOff());
  }
  RowCursor exits(CheckedSelect::prepare(session_.connection(), kProcessTable,
                                         "WHERE end_ns IS NOT NULL ORDER BY end_ns"),
                  damage_, "processes");
  for (; exits.next() != nullptr; exits.advance()) {
    const CheckedSelect& row = *exits.next();
    sink_.onProcessExit({core::ProcessId{static_cast<std::uint32_t>(row.integer(0))}, row.whole(6),
                         statusOr(row, 7, -1), statusOr(row, 8, -1)});
  }
}

}  // namespace uvscope::storage
