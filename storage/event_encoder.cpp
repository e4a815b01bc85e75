#include <algorithm>
#include <array>
#include <cstring>

#include <zstd.h>

#include "storage/byte_io.h"
#include "storage/checksum.h"
#include "storage/event_codec.h"
#include "storage/event_layout.h"

namespace uvscope::storage {
namespace {

using namespace event_layout;  // NOLINT(google-build-using-namespace): half of the codec
using core::Event;
using core::EventKind;

// The lowest bits of times are noise; the other columns may repeat themselves.
constexpr std::array<bool, ColumnCount> kMayPack = {true, false, true, true, true, true};
// Where the code table would weigh more than it saves.
constexpr std::size_t kLeastPacked = 256;
constexpr int kPackingLevel = 1;
// Shorter matches are chance: they make a column no smaller, and slower to pack and to unpack.
constexpr int kShortestMatch = 7;
// What zstd makes smaller by less than a seventh is not worth its time. Such a column is left as it
// is in so many of the next chunks as well.
constexpr std::size_t kLeastSaved = 7;
constexpr unsigned kRestingChunks = 15;

bool hasParents(EventKind kind) {
  return kind == EventKind::Init;
}

bool hasReason(EventKind kind) {
  return kind == EventKind::Before;
}

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
    ZSTD_CCtx_setParameter(packer_.get(), ZSTD_c_compressionLevel, kPackingLevel);
    ZSTD_CCtx_setParameter(packer_.get(), ZSTD_c_minMatch, kShortestMatch);
  }

  void encode(std::span<const Event> events, Packing packing, std::vector<std::uint8_t>& out) {
    model_.clear();
    core::ContextId context;
    std::uint64_t time = 0;
    Ends ends;  // a local of its own, so that the compiler keeps it in registers
    for (std::size_t i = 0; i < ColumnCount; ++i)
      ends[i] = columns_[i].data();
    for (const Event& event : events) {
      std::uint8_t head = kSameContext;
      if (static_cast<std::uint8_t>(event.kind) >= kEscape)
        *ends[Rest]++ = static_cast<std::uint8_t>(event.kind);
      if (event.context.value != context.value) {
        head = 0;
        ends[Rest] = putVarint(ends[Rest], event.context.value);
        context = event.context;
      }
      const bool back = event.ts_ns < time;
      const std::uint64_t gap = back ? time - event.ts_ns : event.ts_ns - time;
      time = event.ts_ns;
      *ends[Time]++ = static_cast<std::uint8_t>(gap);
      ends[TimeHigh] = putVarint(ends[TimeHigh], (gap >> 8U) << 1U | (back ? 1U : 0U));
      ContextModel& model = model_.of(event.context, 1);
      // The common kinds know what they need and what they teach.
      if (event.kind == EventKind::After) {
        head |= putAfter(ends, event, model);
      } else if (event.kind == EventKind::Before) {
        head |= putBefore(ends, event, model);
      } else {
        head |= putOther(ends, event, model);
      }
      *ends[Head]++ = head;
    }
    finish(ends, static_cast<std::uint16_t>(events.size()), packing, out);
  }

 private:
  using Ends = std::array<std::uint8_t*, ColumnCount>;

  // Each returns what it adds to the head.
  static std::uint8_t putAfter(Ends& ends, const Event& event, ContextModel& model) {
    std::uint8_t head = static_cast<std::uint8_t>(EventKind::After);
    head |= putId(ends[Id], event, model, model.ended());
    head |= putOddFields(ends[Rest], event);
    model.learnAfter(event.id.value);
    return head;
  }

  static std::uint8_t putBefore(Ends& ends, const Event& event, ContextModel& model) {
    std::uint8_t head = static_cast<std::uint8_t>(EventKind::Before);
    head |= putId(ends[Id], event, model, model.last());
    head |= putReason(ends[Rest], event);
    if ((event.trigger.value | event.execution.value | event.type.value) != 0)
      head |= putOddFields(ends[Rest], event);
    model.learnBefore(event.id.value);
    return head;
  }

  static std::uint8_t putOther(Ends& ends, const Event& event, ContextModel& model) {
    std::uint8_t head = std::min(static_cast<std::uint8_t>(event.kind), kEscape);
    head |= putId(ends[Id], event, model, model.expectedId(event.kind));
    if (core::hasType(event.kind)) ends[InitFields] = putVarint(ends[InitFields], event.type.value);
    if (event.kind == EventKind::Init)
      head |= putParents(ends[InitFields], event, model.expectedParent());
    head |= putOddFields(ends[Rest], event);
    model.learnOther(event);
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

  void finish(const Ends& ends, std::uint16_t events, Packing packing,
              std::vector<std::uint8_t>& out) {
    std::size_t most = kHeaderBytes;
    for (std::size_t i = 0; i < ColumnCount; ++i)
      most += ZSTD_compressBound(static_cast<std::size_t>(ends[i] - columns_[i].data()));
    if (out.size() < most) out.resize(most);
    std::uint8_t* next = out.data() + kHeaderBytes;
    std::array<std::uint32_t, ColumnCount> sizes{};
    std::uint8_t packed = 0;
    for (std::size_t i = 0; i < ColumnCount; ++i) {
      const std::span<const std::uint8_t> column(columns_[i].data(), ends[i]);
      std::size_t size = packing == Packing::Small && kMayPack[i] ? pack(i, column, next) : 0;
      if (size != 0) {
        packed |= static_cast<std::uint8_t>(1U << i);
      } else {
        std::copy(column.begin(), column.end(), next);
        size = column.size();
      }
      sizes[i] = static_cast<std::uint32_t>(size);
      next += size;
    }
    out.resize(static_cast<std::size_t>(next - out.data()));
    std::uint8_t* header = out.data() + sizeof(std::uint64_t);
    *header++ = kCodecVersion;
    *header++ = packed;
    std::memcpy(header, &events, sizeof(events));
    std::memcpy(header + sizeof(events), sizes.data(), sizeof(sizes));
    const std::uint64_t sum = checksum(std::span(out).subspan(sizeof(std::uint64_t)));
    std::memcpy(out.data(), &sum, sizeof(sum));
  }

  // How many bytes column `i` takes at `out`; 0: it stays as it is.
  std::size_t pack(std::size_t i, std::span<const std::uint8_t> column, std::uint8_t* out) {
    if (column.size() < kLeastPacked) return 0;
    if (resting_[i] > 0) {
      --resting_[i];
      return 0;
    }
    const std::size_t size = ZSTD_compress2(packer_.get(), out, ZSTD_compressBound(column.size()),
                                            column.data(), column.size());
    if (ZSTD_isError(size) == 0 && size + column.size() / kLeastSaved < column.size()) return size;
    resting_[i] = kRestingChunks;
    return 0;
  }

  std::array<std::vector<std::uint8_t>, ColumnCount> columns_;
  std::array<unsigned, ColumnCount> resting_{};  // in how many chunks to come
  Model model_;
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> packer_{ZSTD_createCCtx(), &ZSTD_freeCCtx};
};

EventEncoder::EventEncoder() : columns_(std::make_unique<Columns>()) {}

EventEncoder::~EventEncoder() = default;
EventEncoder::EventEncoder(EventEncoder&&) noexcept = default;
EventEncoder& EventEncoder::operator=(EventEncoder&&) noexcept = default;

void EventEncoder::encode(std::span<const Event> events, Packing packing,
                          std::vector<std::uint8_t>& out) {
  columns_->encode(events, packing, out);
}

void encodeEvents(std::span<const Event> events, std::vector<std::uint8_t>& out) {
  EventEncoder().encode(events, Packing::Small, out);
}

}  // namespace uvscope::storage
