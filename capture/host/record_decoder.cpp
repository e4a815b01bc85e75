#include "capture/host/record_decoder.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "capture/host/text.h"
#include "core/libuv_function.h"

namespace uvscope::capture {
namespace {

constexpr std::uint64_t kLengthMask = 0xFFFFFFFF;
constexpr std::uint32_t kGenerationMask = (1U << kMovedGenerationBits) - 1;
// More losses than any recording can have; keeps sums of hostile counts from running over.
constexpr std::uint64_t kMostDropped = std::uint64_t{1} << kIdBits;

core::CallbackReason reasonOf(std::uint64_t number) {
  const auto last = static_cast<std::uint64_t>(core::kLastCallbackReason);
  return number <= last ? static_cast<core::CallbackReason>(number) : core::CallbackReason::None;
}

// Of a newer library, or nonsense: none.
core::TypeId functionType(std::uint64_t number) {
  const auto function = static_cast<core::LibuvFunction>(number);
  return core::libuvFunctionName(function).empty() ? core::TypeId{} : asType(function);
}

bool isEventKind(std::uint8_t kind) {
  return kind >= static_cast<std::uint8_t>(core::EventKind::Init) &&
         kind <= static_cast<std::uint8_t>(core::kLastEventKind);
}

}  // namespace

RecordDecoder::RecordDecoder(DecoderNames& names, core::ContextId context, RingStacks stacks)
    : names_(names), stacks_(std::move(stacks)) {
  queue_.context = context;
}

// Most records are these.
[[gnu::always_inline]] inline void RecordDecoder::decodeCallback(const RawRecord& record,
                                                                 core::EventKind kind,
                                                                 std::uint64_t latest_ns) {
  core::Event event;
  event.ts_ns = timeOf(record, latest_ns);
  event.id = {idIn(record.head)};
  event.context = queue_.context;
  event.kind = kind;
  if (kind == core::EventKind::Before) {
    event.value = static_cast<std::int64_t>(record.a);
    event.reason = reasonOf(record.b);
  }
  ++counts_.events;
  queue_.events.push_back(event);
}

void RecordDecoder::decode(const RawRecord& record, std::uint64_t latest_ns) {
  const std::uint8_t kind = kindIn(record.head);
  const auto event_kind = static_cast<core::EventKind>(kind);
  if (event_kind == core::EventKind::Before || event_kind == core::EventKind::After) [[likely]] {
    decodeCallback(record, event_kind, latest_ns);
  } else if (isEventKind(kind)) {
    decodeEvent(record, kind, latest_ns);
  } else {
    decodeOther(record, kind, latest_ns);
  }
}

std::uint64_t RecordDecoder::read(RingReader& reader, std::uint64_t most, std::uint64_t latest_ns) {
  RawRecord record;
  std::uint64_t left = most;
  for (; left != 0 && reader.next(record); --left)
    decode(record, latest_ns);
  return most - left;
}

void RecordDecoder::decodeOther(const RawRecord& record, std::uint8_t kind,
                                std::uint64_t latest_ns) {
  switch (static_cast<RecordKind>(kind)) {
    case RecordKind::FirstText:
      startText(record);
      return;
    case RecordKind::Text:
      continueText(record);
      return;
    case RecordKind::Dropped:
      addDropped(record.a);
      return;
    case RecordKind::Moved:
      noteMoved(record);
      return;
    case RecordKind::WorkStart:
      decodeForOther(record, core::EventKind::WorkStart, latest_ns);
      return;
    case RecordKind::WorkEnd:
      decodeForOther(record, core::EventKind::WorkEnd, latest_ns);
      return;
    case RecordKind::Sent:
      decodeForOther(record, core::EventKind::Sent, latest_ns);
      return;
  }
  ++counts_.rejected;  // of a newer library, or nonsense
}

void RecordDecoder::decodeEvent(const RawRecord& record, std::uint8_t kind,
                                std::uint64_t latest_ns) {
  core::Event& event = add(static_cast<core::EventKind>(kind), {idIn(record.head)});
  event.ts_ns = timeOf(record, latest_ns);
  switch (event.kind) {
    case core::EventKind::Init:
      if (core::isSyntheticRoot(event.id)) {
        reject();
        return;
      }
      event.trigger = {record.a & kIdMask};
      event.execution = {record.b & kIdMask};
      event.type = sessionType(record.a >> kIdBits);
      event.value = stackOf(record.b >> kIdBits).value;
      ++counts_.inits;
      break;
    case core::EventKind::Destroy:
      ++counts_.destroys;
      break;
    case core::EventKind::Retype:
      event.type = sessionType(record.a >> kIdBits);
      break;
    case core::EventKind::Repeat:
      event.value = static_cast<std::int64_t>(record.a & kIdMask);
      event.execution = {durationOf(record)};
      break;
    case core::EventKind::WorkStart:
    case core::EventKind::WorkEnd:
    case core::EventKind::Sent:  // have records of their own
      reject();
      return;
    default:
      if (core::isOfLoop(event.kind)) event.id = core::kNativeId;
      if (core::hasTrigger(event.kind)) event.trigger = {record.a & kIdMask};
      if (core::hasFunction(event.kind)) event.type = functionType(record.a >> kIdBits);
      if (core::hasValue(event.kind)) event.value = static_cast<std::int64_t>(record.b);
      break;
  }
}

// Of what was added last nothing remains.
void RecordDecoder::reject() {
  queue_.events.pop_back();
  --counts_.events;
  ++counts_.rejected;
}

// Of a Repeat.
std::uint64_t RecordDecoder::durationOf(const RawRecord& record) const {
  const std::uint64_t begin = record.ts - std::min(record.ts, record.b);
  const std::uint64_t begin_ns = names_.clock.toNs(names_.clock_kind, begin);
  return names_.clock.toNs(names_.clock_kind, record.ts) - begin_ns;
}

// None: no thread has lived there.
core::ContextId RecordDecoder::contextAt(std::uint64_t home) {
  const bool same = home == last_home_ && last_home_changes_ == names_.homes_changes;
  if (same && last_home_context_ != core::ContextId{}) return last_home_context_;
  const auto ring = static_cast<std::uint32_t>(home);
  const auto generation = static_cast<std::uint32_t>(home >> 32U) & kGenerationMask;
  const auto found = names_.homes.find({ring, generation});
  last_home_ = home;
  last_home_changes_ = names_.homes_changes;
  return last_home_context_ = found == names_.homes.end() ? core::ContextId{} : found->second;
}

// What this thread did for a resource of another: an event there.
void RecordDecoder::decodeForOther(const RawRecord& record, core::EventKind kind,
                                   std::uint64_t latest_ns) {
  const core::ContextId context = contextAt(record.a);
  if (context == core::ContextId{}) {
    ++counts_.rejected;
    return;
  }
  core::Event& event = add(kind, {idIn(record.head)});
  event.ts_ns = timeOf(record, latest_ns);
  event.context = context;
  event.value = queue_.context.value;
  if (core::hasTrigger(kind)) event.trigger = {record.b & kIdMask};
}

void RecordDecoder::noteMoved(const RawRecord& record) {
  MovedResource moved;
  moved.ring = static_cast<std::uint32_t>(record.b);
  moved.generation_bits = static_cast<std::uint32_t>(record.b >> 32U) & kGenerationMask;
  moved.id = {record.a & kIdMask};
  moved.ts_ns = last_ns_;  // of its Init here, just before
  moved_.push_back(moved);
}

void RecordDecoder::addDestroy(core::AsyncId id, std::uint64_t ts_ns) {
  add(core::EventKind::Destroy, id).ts_ns = last_ns_ = std::max(last_ns_, ts_ns);
  ++counts_.destroys;
}

core::TypeId RecordDecoder::sessionType(std::uint64_t local) {
  const core::TypeId type{static_cast<std::uint16_t>(local)};
  if (type < core::kFirstUserType) return type;
  const auto known = names_.user_types.find(type);
  if (known != names_.user_types.end()) return known->second;
  const core::TypeId named = names_.types.numberOf("unnamed type " + std::to_string(type.value));
  names_.user_types[type] = named;
  return named;
}

Note& RecordDecoder::addNote(Note::Kind kind) {
  Note& note = queue_.notes.emplace_back();
  note.kind = kind;
  note.position = queue_.events.size();
  return note;
}

void RecordDecoder::addDropped(std::uint64_t count) {
  if (count == 0) return;
  const std::uint64_t lost = std::min(count, kMostDropped);
  counts_.dropped += lost;
  addNote(Note::Kind::Dropped).count = lost;
}

void RecordDecoder::startText(const RawRecord& record) {
  const std::uint64_t length = record.a & kLengthMask;
  text_kind_ = record.a >> 32U;
  text_id_ = {idIn(record.head)};
  text_type_ = record.b;
  text_.clear();
  text_wanted_ = 0;
  if (length > kMaxTextBytes) {
    ++counts_.rejected;
  } else if (length == 0) {
    finishText();
  } else {
    text_wanted_ = length;
  }
}

void RecordDecoder::continueText(const RawRecord& record) {
  if (text_wanted_ == 0) {  // its beginning was lost
    ++counts_.rejected;
    return;
  }
  const std::array<std::uint64_t, 3> words{record.ts, record.a, record.b};
  std::array<char, kTextBytesPerRecord> bytes{};
  std::memcpy(bytes.data(), words.data(), bytes.size());
  text_.append(bytes.data(), std::min(bytes.size(), text_wanted_ - text_.size()));
  if (text_.size() == text_wanted_) finishText();
}

void RecordDecoder::finishText() {
  text_wanted_ = 0;
  if (finishStackText()) return;
  const std::string clean = cleanText(text_);
  if (text_kind_ == static_cast<std::uint64_t>(TextKind::Detail)) {
    Note& note = addNote(Note::Kind::Detail);
    note.id = text_id_;
    note.text = clean;
    return;
  }
  const core::TypeId local{static_cast<std::uint16_t>(text_type_)};
  if (text_kind_ != static_cast<std::uint64_t>(TextKind::TypeName) || text_type_ > 0xFFFF ||
      local < core::kFirstUserType) {
    ++counts_.rejected;
    return;
  }
  names_.user_types[local] = names_.types.numberOf(clean);
}

bool RecordDecoder::finishStackText() {
  const bool is_stack = text_kind_ == static_cast<std::uint64_t>(TextKind::Stack);
  if (!is_stack && text_kind_ != static_cast<std::uint64_t>(TextKind::Module)) return false;
  const bool taken =
      is_stack ? stacks_.takeStack(text_type_, text_) : stacks_.takeModule(text_type_, text_);
  if (!taken) ++counts_.rejected;
  return true;
}

core::StackId RecordDecoder::stackOf(std::uint64_t number) {
  const core::StackId stack = stacks_.stack(number);
  if (number != kNoStack && stack == core::StackId{}) ++counts_.stacks_lost;
  return stack;
}

}  // namespace uvscope::capture
