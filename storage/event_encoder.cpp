#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include <zstd.h>

#include "storage/byte_io.h"
#include "storage/checksum.h"
#include "storage/column_packer.h"
#include "storage/event_codec.h"
#include "storage/event_layout.h"

namespace uvscope::storage {
namespace {

using namespace event_layout;  // NOLINT(google-build-using-namespace): half of the codec
using core::Event;
using core::EventKind;

bool hasParents(EventKind kind) {
  return kind == EventKind::Init;
}

bool hasReason(EventKind kind) {
  return kind == EventKind::Before;
}

// Context, type, kind and reason of an event in one word, so that one comparison tells what it is.
std::uint64_t whatOf(const Event& event) {
  static_assert(offsetof(Event, context) + sizeof(std::uint64_t) == sizeof(Event));
  std::uint64_t what = 0;
  std::memcpy(&what, &event.context, sizeof(what));
  return what;
}

constexpr std::uint64_t whatIs(EventKind kind, core::CallbackReason reason) {
  static_assert(offsetof(Event, reason) == offsetof(Event, context) + 7);
  static_assert(offsetof(Event, kind) == offsetof(Event, context) + 6);
  return std::uint64_t{static_cast<std::uint8_t>(kind)} << 48U |
         std::uint64_t{static_cast<std::uint8_t>(reason)} << 56U;
}

// Of the common events, in context 0 and without their type.
constexpr std::uint64_t kPlainInit = whatIs(EventKind::Init, core::CallbackReason::None);
constexpr std::uint64_t kPlainBefore = whatIs(EventKind::Before, core::CallbackReason::Callback);
constexpr std::uint64_t kPlainAfter = whatIs(EventKind::After, core::CallbackReason::None);
constexpr std::uint64_t kTypeBits = std::uint64_t{0xffff} << 32U;

// Times are mostly so near to the one before, whose higher part is then one byte.
constexpr std::uint64_t kShortGap = 1U << 14U;

std::uint8_t oddMask(const Event& event) {
  std::uint8_t mask = 0;
  const bool bare =
      (event.trigger.value | event.execution.value | event.type.value |
       static_cast<std::uint64_t>(event.value) | static_cast<std::uint64_t>(event.reason)) == 0;
  if (bare) return 0;
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

std::uint8_t* putVarint(std::uint8_t* out, std::uint64_t value) {
  while (value >= 0x80) {
    *out++ = static_cast<std::uint8_t>(value | 0x80U);
    value >>= 7U;
  }
  *out++ = static_cast<std::uint8_t>(value);
  return out;
}

// The fields that an event's kind has no use for, where they are set all the same.
[[gnu::noinline]] std::uint8_t* putOdd(std::uint8_t* out, const Event& event, std::uint8_t mask) {
  *out++ = mask;
  if ((mask & kOddTrigger) != 0) out = putVarint(out, event.trigger.value);
  if ((mask & kOddExecution) != 0) out = putVarint(out, event.execution.value);
  if ((mask & kOddValue) != 0) out = putVarint(out, zigzag(event.value));
  if ((mask & kOddType) != 0) out = putVarint(out, event.type.value);
  if ((mask & kOddReason) != 0) *out++ = static_cast<std::uint8_t>(event.reason);
  return out;
}

}  // namespace

// Has room for what a chunk can be at most, so that nothing is checked while it is filled.
class EventEncoder::Columns {
 public:
  Columns() {
    for (std::size_t i = 0; i < ColumnCount; ++i)
      columns_[i].resize(kMostBytes[i] * kMaxChunkEvents);
    clear();
  }

  void clear() {
    for (std::size_t i = 0; i < ColumnCount; ++i)
      ends_[i] = columns_[i].data();
    model_.clear();
    context_ = {};
    time_ = earliest_ns_ = latest_ns_ = 0;
    events_ = 0;
  }

  [[nodiscard]] std::uint64_t earliestNs() const { return earliest_ns_; }

  [[nodiscard]] std::uint64_t latestNs() const { return latest_ns_; }

  void add(std::span<const Event> events) {
    if (events.empty()) return;
    if (events_ == 0) earliest_ns_ = latest_ns_ = events.front().ts_ns;
    events_ += static_cast<std::uint16_t>(events.size());
    addTimes(events);
    // Locals, so that the compiler keeps them in registers.
    Ends ends = ends_;
    ContextModel* home = &model_.of(events.front().context, events.size());
    ContextModel model = *home;
    const Event* const end = events.data() + events.size();
    for (const Event* next = events.data(); next != end; ++next) {
      const Event& event = *next;
      const std::uint64_t what = whatOf(event) ^ context_.value;
      const std::uint64_t more =
          event.trigger.value | event.execution.value | static_cast<std::uint64_t>(event.value);
      std::uint8_t head = kSameContext;
      if (what == kPlainAfter && more == 0) {
        head |= putPlainAfter(ends, event, model);
      } else if (what == kPlainBefore && more == 0) {
        head |= putPlainBefore(ends, event, model);
      } else if ((what & ~kTypeBits) == kPlainInit && event.value == 0) {
        head |= putPlainInit(ends, event, model);
      } else {
        if (static_cast<std::uint8_t>(event.kind) >= kEscape)
          *ends[Rest]++ = static_cast<std::uint8_t>(event.kind);
        if (event.context.value != context_.value) {
          head = 0;
          ends[Rest] = putVarint(ends[Rest], event.context.value);
          context_ = event.context;
          *home = model;
          home = &model_.of(context_, static_cast<std::size_t>(end - next));
          model = *home;
        }
        head |= put(ends, event, model);
      }
      *ends[Head]++ = head;
    }
    *home = model;
    ends_ = ends;
  }

  void pack(Packing packing, std::vector<std::uint8_t>& out) {
    std::size_t most = kHeaderBytes;
    for (std::size_t i = 0; i < ColumnCount; ++i)
      most += ZSTD_compressBound(column(i).size());
    if (out.size() < most) out.resize(most);
    std::uint8_t* next = out.data() + kHeaderBytes;
    std::array<std::uint32_t, ColumnCount> sizes{};
    std::uint8_t packed = 0;
    for (std::size_t i = 0; i < ColumnCount; ++i) {
      const std::span<const std::uint8_t> plain = column(i);
      std::size_t size = packing == Packing::Small ? packer_.pack(i, plain, next) : 0;
      if (size != 0) {
        packed |= static_cast<std::uint8_t>(1U << i);
      } else {
        std::copy(plain.begin(), plain.end(), next);
        size = plain.size();
      }
      sizes[i] = static_cast<std::uint32_t>(size);
      next += size;
    }
    out.resize(static_cast<std::size_t>(next - out.data()));
    std::uint8_t* header = out.data() + sizeof(std::uint64_t);
    *header++ = kCodecVersion;
    *header++ = packed;
    std::memcpy(header, &events_, sizeof(events_));
    std::memcpy(header + sizeof(events_), sizes.data(), sizeof(sizes));
    const std::uint64_t sum = checksum(std::span(out).subspan(sizeof(std::uint64_t)));
    std::memcpy(out.data(), &sum, sizeof(sum));
  }

 private:
  using Ends = std::array<std::uint8_t*, ColumnCount>;

  [[nodiscard]] std::span<const std::uint8_t> column(std::size_t i) const {
    return {columns_[i].data(), ends_[i]};
  }

  void addTimes(std::span<const Event> events) {
    std::uint8_t* low = ends_[Time];
    std::uint8_t* high = ends_[TimeHigh];
    std::uint64_t time = time_;
    std::uint64_t latest = latest_ns_;
    for (const Event& event : events) {
      const std::uint64_t forward = event.ts_ns - time;
      *low++ = static_cast<std::uint8_t>(forward);
      if (forward < kShortGap) [[likely]] {
        *high++ = static_cast<std::uint8_t>(forward >> 8U << 1U);
      } else {
        const bool back = event.ts_ns < time;
        const std::uint64_t gap = back ? time - event.ts_ns : forward;
        low[-1] = static_cast<std::uint8_t>(gap);
        high = putVarint(high, (gap >> 8U) << 1U | (back ? 1U : 0U));
        earliest_ns_ = std::min(earliest_ns_, event.ts_ns);
      }
      time = event.ts_ns;
      latest = std::max(latest, time);
    }
    ends_[Time] = low;
    ends_[TimeHigh] = high;
    time_ = time;
    latest_ns_ = latest;
  }

  // Each returns what it adds to the head. The first three are of what most events are.
  static std::uint8_t putPlainAfter(Ends& ends, const Event& event, ContextModel& model) {
    const std::uint8_t expected = putId(ends[Id], event, model, model.ended());
    model.learnAfter(event.id.value);
    return expected | static_cast<std::uint8_t>(EventKind::After);
  }

  static std::uint8_t putPlainBefore(Ends& ends, const Event& event, ContextModel& model) {
    const std::uint8_t expected = putId(ends[Id], event, model, model.last());
    model.learnBefore(event.id.value);
    return expected | kPlain | static_cast<std::uint8_t>(EventKind::Before);
  }

  static std::uint8_t putPlainInit(Ends& ends, const Event& event, ContextModel& model) {
    std::uint8_t head = putId(ends[Id], event, model, model.expectedId(EventKind::Init));
    ends[InitFields] = putVarint(ends[InitFields], event.type.value);
    head |= putParents(ends[InitFields], event, model.expectedParent());
    model.learnInit(event.id.value, event.execution.value);
    return head | static_cast<std::uint8_t>(EventKind::Init);
  }

  static std::uint8_t put(Ends& ends, const Event& event, ContextModel& model) {
    std::uint8_t head = std::min(static_cast<std::uint8_t>(event.kind), kEscape);
    const bool begins = event.kind == EventKind::Before;
    head |= putId(ends[Id], event, model, model.expectedId(event.kind));
    if (core::hasType(event.kind)) ends[InitFields] = putVarint(ends[InitFields], event.type.value);
    if (event.kind == EventKind::Init)
      head |= putParents(ends[InitFields], event, model.expectedParent());
    if (begins) head |= putReason(ends[Rest], event);
    head |= putOddFields(ends[Rest], event);
    if (begins) {
      model.learnBefore(event.id.value);
    } else if (event.kind == EventKind::After) {
      model.learnAfter(event.id.value);
    } else {
      model.learnOther(event);
    }
    return head;
  }

  static std::uint8_t putId(std::uint8_t*& out, const Event& event, const ContextModel& model,
                            std::uint64_t expected) {
    if (event.id.value == expected) return kExpectedId;
    out = putVarint(out, packedDifference(event.id.value, model.newest()));
    return 0;
  }

  static std::uint8_t putOddFields(std::uint8_t*& out, const Event& event) {
    const std::uint8_t mask = oddMask(event);
    if (mask == 0) return 0;
    out = putOdd(out, event, mask);
    return kOdd;
  }

  static std::uint8_t putParents(std::uint8_t*& out, const Event& event, std::uint64_t expected) {
    if (event.execution.value == expected && event.trigger.value == expected) return kPlain;
    out = putVarint(out, packedDifference(event.trigger.value, event.id.value));
    out = putVarint(out, packedDifference(event.execution.value, event.id.value));
    return 0;
  }

  static std::uint8_t putReason(std::uint8_t*& out, const Event& event) {
    if (event.reason == core::CallbackReason::Callback && event.value == 0) return kPlain;
    *out++ = static_cast<std::uint8_t>(event.reason);
    out = putVarint(out, zigzag(event.value));
    return 0;
  }

  std::array<std::vector<std::uint8_t>, ColumnCount> columns_;
  Ends ends_{};  // of what is in them
  Model model_;
  // Of the last event.
  core::ContextId context_;
  std::uint64_t time_ = 0;
  std::uint64_t earliest_ns_ = 0, latest_ns_ = 0;
  std::uint16_t events_ = 0;
  ColumnPacker packer_;
};

EventEncoder::EventEncoder() : columns_(std::make_unique<Columns>()) {}

EventEncoder::~EventEncoder() = default;
EventEncoder::EventEncoder(EventEncoder&&) noexcept = default;
EventEncoder& EventEncoder::operator=(EventEncoder&&) noexcept = default;

void EventEncoder::clear() {
  columns_->clear();
}

void EventEncoder::add(std::span<const Event> events) {
  columns_->add(events);
}

std::uint64_t EventEncoder::earliestNs() const {
  return columns_->earliestNs();
}

std::uint64_t EventEncoder::latestNs() const {
  return columns_->latestNs();
}

void EventEncoder::pack(Packing packing, std::vector<std::uint8_t>& out) {
  columns_->pack(packing, out);
}

void EventEncoder::encode(std::span<const Event> events, Packing packing,
                          std::vector<std::uint8_t>& out) {
  clear();
  add(events);
  pack(packing, out);
}

void encodeEvents(std::span<const Event> events, std::vector<std::uint8_t>& out) {
  EventEncoder().encode(events, Packing::Small, out);
}

}  // namespace uvscope::storage
