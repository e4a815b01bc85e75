#include "storage/event_codec.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "storage/byte_io.h"
#include "storage/checksum.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;

// Version 1 knew fewer kinds, and no escape.
constexpr std::uint8_t kCodecVersion = 2;

enum Column : std::size_t { Head, Time, Id, InitFields, Rest, ColumnCount };

constexpr std::size_t kHeaderBytes = 8 + 1 + 1 + 2 + 4 * ColumnCount;

// The head byte: the kind in the low nibble, or, for rarer kinds, the escape and the kind in the
// rest column.
constexpr std::uint8_t kKindMask = 0x0f;
constexpr std::uint8_t kEscape = 0x0f;
constexpr std::uint8_t kSameContext = 0x10;
constexpr std::uint8_t kExpectedId = 0x20;
constexpr std::uint8_t kPlain = 0x40;  // Init: both parents expected; Before: Callback, value 0
constexpr std::uint8_t kOdd = 0x80;    // fields are set that the kind has no use for

// Which odd fields follow in the rest column.
constexpr std::uint8_t kOddTrigger = 0x01;
constexpr std::uint8_t kOddExecution = 0x02;
constexpr std::uint8_t kOddValue = 0x04;
constexpr std::uint8_t kOddType = 0x08;
constexpr std::uint8_t kOddReason = 0x10;

bool hasParents(EventKind kind) {
  return kind == EventKind::Init;
}

bool hasReason(EventKind kind) {
  return kind == EventKind::Before;
}

// What the events of one context so far let one expect of its next.
class ContextModel {
 public:
  [[nodiscard]] std::uint64_t newest() const { return newest_; }

  [[nodiscard]] std::uint64_t expectedId(EventKind kind) const {
    if (core::isOfLoop(kind)) return core::kNativeId.value;
    switch (kind) {
      case EventKind::Init:
        return newest_ + 1;
      case EventKind::After:
        return stack_.empty() ? last_ : stack_.back();
      default:
        return last_;
    }
  }

  [[nodiscard]] std::uint64_t expectedParent() const {
    return stack_.empty() ? outside_ : stack_.back();
  }

  void learn(const Event& event) {
    if (core::isOfLoop(event.kind)) return;
    last_ = event.id.value;
    newest_ = std::max(newest_, last_);
    if (event.kind == EventKind::Before) {
      stack_.push_back(last_);
    } else if (event.kind == EventKind::After) {
      if (!stack_.empty()) stack_.pop_back();
    } else if (event.kind == EventKind::Init && stack_.empty()) {
      outside_ = event.execution.value;
    }
  }

 private:
  std::uint64_t newest_ = 0;   // highest id seen
  std::uint64_t last_ = 0;     // id of the last event
  std::uint64_t outside_ = 0;  // execution of the last init outside of any callback
  std::vector<std::uint64_t> stack_;
};

// The models of all contexts; consecutive events mostly share one.
class Model {
 public:
  ContextModel& of(core::ContextId context) {
    if (current_ == nullptr || context != current_context_) {
      current_ = &contexts_[context.value];
      current_context_ = context;
    }
    return *current_;
  }

 private:
  std::unordered_map<std::uint32_t, ContextModel> contexts_;  // its nodes do not move
  ContextModel* current_ = nullptr;
  core::ContextId current_context_;
};

std::uint8_t oddMask(const Event& event) {
  std::uint8_t mask = 0;
  if (!hasParents(event.kind)) {
    if (event.trigger.value != 0) mask |= kOddTrigger;
    if (event.execution.value != 0) mask |= kOddExecution;
  }
  if (!hasReason(event.kind)) {
    if (event.value != 0) mask |= kOddValue;
    if (event.reason != core::CallbackReason::None) mask |= kOddReason;
  }
  if (!core::hasType(event.kind) && event.type.value != 0) mask |= kOddType;
  return mask;
}

class Encoder {
 public:
  void add(const Event& event) {
    ContextModel& model = model_.of(event.context);
    std::uint8_t head = addKind(event.kind);
    if (event.context == context_) {
      head |= kSameContext;
    } else {
      columns_[Rest].varint(event.context.value);
      context_ = event.context;
    }
    columns_[Time].varint(packedDifference(time_, event.ts_ns));
    time_ = event.ts_ns;
    if (event.id.value == model.expectedId(event.kind)) {
      head |= kExpectedId;
    } else {
      columns_[Id].varint(packedDifference(event.id.value, model.newest()));
    }
    if (core::hasType(event.kind)) columns_[InitFields].varint(event.type.value);
    if (hasParents(event.kind)) head |= addParents(event, model.expectedParent());
    if (hasReason(event.kind)) head |= addReason(event);
    head |= addOdd(event);
    columns_[Head].byte(head);
    model.learn(event);
  }

  void finish(std::vector<std::uint8_t>& out) {
    ByteWriter body;
    body.byte(kCodecVersion);
    body.byte(0);
    body.fixed(static_cast<std::uint16_t>(columns_[Head].bytes().size()));
    for (const ByteWriter& column : columns_) {
      body.fixed(static_cast<std::uint32_t>(column.bytes().size()));
    }
    for (const ByteWriter& column : columns_)
      body.append(column.bytes());
    ByteWriter whole;
    whole.fixed(checksum(body.bytes()));
    whole.append(body.bytes());
    out = std::move(whole.buffer());
  }

 private:
  std::uint8_t addKind(EventKind kind) {
    const auto number = static_cast<std::uint8_t>(kind);
    if (number < kEscape) return number;
    columns_[Rest].byte(number);
    return kEscape;
  }

  std::uint8_t addParents(const Event& event, std::uint64_t expected) {
    if (event.execution.value == expected && event.trigger.value == expected) return kPlain;
    columns_[InitFields].varint(packedDifference(event.trigger.value, event.id.value));
    columns_[InitFields].varint(packedDifference(event.execution.value, event.id.value));
    return 0;
  }

  std::uint8_t addReason(const Event& event) {
    if (event.reason == core::CallbackReason::Callback && event.value == 0) return kPlain;
    columns_[Rest].byte(static_cast<std::uint8_t>(event.reason));
    columns_[Rest].varint(zigzag(event.value));
    return 0;
  }

  std::uint8_t addOdd(const Event& event) {
    const std::uint8_t mask = oddMask(event);
    if (mask == 0) return 0;
    ByteWriter& rest = columns_[Rest];
    rest.byte(mask);
    if ((mask & kOddTrigger) != 0) rest.varint(event.trigger.value);
    if ((mask & kOddExecution) != 0) rest.varint(event.execution.value);
    if ((mask & kOddValue) != 0) rest.varint(zigzag(event.value));
    if ((mask & kOddType) != 0) rest.varint(event.type.value);
    if ((mask & kOddReason) != 0) rest.byte(static_cast<std::uint8_t>(event.reason));
    return kOdd;
  }

  std::array<ByteWriter, ColumnCount> columns_;
  Model model_;
  core::ContextId context_;
  std::uint64_t time_ = 0;
};

class Decoder {
 public:
  // False if the header does not fit the bytes.
  bool open(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < kHeaderBytes) return false;
    ByteReader header(bytes);
    const auto sum = header.fixed<std::uint64_t>();
    if (sum != checksum(bytes.subspan(sizeof(sum)))) return false;
    const std::uint8_t version = header.byte();
    if (version == 0 || version > kCodecVersion || header.byte() != 0) return false;
    events_ = header.fixed<std::uint16_t>();
    std::array<std::uint32_t, ColumnCount> sizes{};
    for (std::uint32_t& size : sizes)
      size = header.fixed<std::uint32_t>();
    for (std::size_t i = 0; i < ColumnCount; ++i)
      columns_[i] = ByteReader(header.take(sizes[i]));
    return header.done() && events_ <= kMaxChunkEvents && sizes[Head] == events_;
  }

  bool read(std::vector<Event>& out) {
    out.resize(events_);
    for (Event& event : out) {
      if (!next(event)) return false;
    }
    return std::all_of(columns_.begin(), columns_.end(),
                       [](const ByteReader& column) { return column.done(); });
  }

 private:
  bool next(Event& event) {
    event = Event{};
    const std::uint8_t head = columns_[Head].byte();
    std::uint8_t kind = head & kKindMask;
    if (kind == kEscape) kind = columns_[Rest].byte();
    if (kind == 0 || kind > static_cast<std::uint8_t>(core::kLastEventKind)) return false;
    event.kind = static_cast<EventKind>(kind);
    if ((head & kSameContext) == 0) {
      context_.value = static_cast<std::uint32_t>(columns_[Rest].varint());
    }
    event.context = context_;
    ContextModel& model = model_.of(context_);
    time_ = addPacked(time_, columns_[Time].varint());
    event.ts_ns = time_;
    event.id.value = (head & kExpectedId) != 0
                         ? model.expectedId(event.kind)
                         : model.newest() - addPacked(0, columns_[Id].varint());
    if (core::hasType(event.kind)) {
      event.type.value = static_cast<std::uint16_t>(columns_[InitFields].varint());
    }
    if (hasParents(event.kind)) readParents(event, head, model.expectedParent());
    if (hasReason(event.kind) && !readReason(event, head)) return false;
    if ((head & kOdd) != 0 && !readOdd(event)) return false;
    model.learn(event);
    return true;
  }

  void readParents(Event& event, std::uint8_t head, std::uint64_t expected) {
    if ((head & kPlain) != 0) {
      event.trigger.value = event.execution.value = expected;
      return;
    }
    event.trigger.value = event.id.value - addPacked(0, columns_[InitFields].varint());
    event.execution.value = event.id.value - addPacked(0, columns_[InitFields].varint());
  }

  bool readReason(Event& event, std::uint8_t head) {
    event.reason = core::CallbackReason::Callback;
    if ((head & kPlain) != 0) return true;
    const bool valid = reasonByte(event);
    event.value = unzigzag(columns_[Rest].varint());
    return valid;
  }

  bool readOdd(Event& event) {
    ByteReader& rest = columns_[Rest];
    const std::uint8_t mask = rest.byte();
    if ((mask & kOddTrigger) != 0) event.trigger.value = rest.varint();
    if ((mask & kOddExecution) != 0) event.execution.value = rest.varint();
    if ((mask & kOddValue) != 0) event.value = unzigzag(rest.varint());
    if ((mask & kOddType) != 0) event.type.value = static_cast<std::uint16_t>(rest.varint());
    return (mask & kOddReason) == 0 || reasonByte(event);
  }

  bool reasonByte(Event& event) {
    const std::uint8_t reason = columns_[Rest].byte();
    event.reason = static_cast<core::CallbackReason>(reason);
    return reason <= static_cast<std::uint8_t>(core::kLastCallbackReason);
  }

  std::array<ByteReader, ColumnCount> columns_;
  std::size_t events_ = 0;
  Model model_;
  core::ContextId context_;
  std::uint64_t time_ = 0;
};

}  // namespace

void encodeEvents(std::span<const Event> events, std::vector<std::uint8_t>& out) {
  Encoder encoder;
  for (const Event& event : events)
    encoder.add(event);
  encoder.finish(out);
}

bool decodeEvents(std::span<const std::uint8_t> bytes, std::vector<Event>& out) {
  Decoder decoder;
  return decoder.open(bytes) && decoder.read(out);
}

}  // namespace uvscope::storage
