#include "storage/event_codec.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>

#include <zstd.h>

#include "storage/byte_io.h"
#include "storage/checksum.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;

// Version 1 knew fewer kinds, and no escape; until version 2 the time was one column.
constexpr std::uint8_t kCodecVersion = 3;
constexpr std::uint8_t kTimeInOneColumn = 2;

enum Column : std::size_t { Head, Time, TimeHigh, Id, InitFields, Rest, ColumnCount };

constexpr std::size_t kFixedHeaderBytes = 8 + 1 + 1 + 2;
constexpr std::size_t kHeaderBytes = kFixedHeaderBytes + 4 * ColumnCount;

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

// How many bytes an event may take in a column.
constexpr std::array<std::size_t, ColumnCount> kMostBytes = {
    1, 1, 10, 10, 3 + 10 + 10, 1 + 5 + 1 + 10 + 1 + 10 + 10 + 10 + 3 + 1};

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
    if (kind == EventKind::Init) return newest_ + 1;
    if (kind == EventKind::After) return ended();
    return core::isOfLoop(kind) ? core::kNativeId.value : last_;
  }

  [[nodiscard]] std::uint64_t expectedParent() const {
    return depth_ == 0 ? outside_ : stack_[depth_ - 1];
  }

  // Of the last event, and of the run that an After ends.
  [[nodiscard]] std::uint64_t last() const { return last_; }

  [[nodiscard]] std::uint64_t ended() const { return depth_ == 0 ? last_ : stack_[depth_ - 1]; }

  void learnBefore(std::uint64_t id) {
    learnId(id);
    if (depth_ == stack_.size()) grow();
    stack_[depth_++] = id;
  }

  void learnAfter(std::uint64_t id) {
    learnId(id);
    if (depth_ != 0) --depth_;
  }

  void learnOther(const Event& event) {
    if (core::isOfLoop(event.kind)) return;
    learnId(event.id.value);
    if (event.kind == EventKind::Init && depth_ == 0) outside_ = event.execution.value;
  }

 private:
  void learnId(std::uint64_t id) {
    last_ = id;
    newest_ = std::max(newest_, id);
  }

  // Out of the way of what is done for every event.
  [[gnu::noinline]] void grow() { stack_.resize(2 * stack_.size() + 8); }

  std::uint64_t newest_ = 0;   // highest id seen
  std::uint64_t last_ = 0;     // id of the last event
  std::uint64_t outside_ = 0;  // execution of the last init outside of any callback
  std::size_t depth_ = 0;      // how much of stack_ is in use
  std::vector<std::uint64_t> stack_;
};

// The models of all contexts; consecutive events mostly share one.
class Model {
 public:
  ContextModel& of(core::ContextId context) {
    if (context.value != current_context_.value || current_ == nullptr) select(context);
    return *current_;
  }

  void clear() {
    contexts_.clear();
    current_ = nullptr;
  }

 private:
  [[gnu::noinline]] void select(core::ContextId context) {
    current_ = &contexts_[context.value];
    current_context_ = context;
  }

  std::unordered_map<std::uint32_t, ContextModel> contexts_;  // its nodes do not move
  ContextModel* current_ = nullptr;
  core::ContextId current_context_;
};

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

// A number, and where the next one begins.
struct Read {
  std::uint64_t value = 0;
  const std::uint8_t* next = nullptr;
};

// Numbers of more than a byte. Nothing is checked: there are bytes enough behind the last column.
// What is longer than any number can be, comes back as some number.
[[gnu::noinline]] Read longVarint(const std::uint8_t* in) {
  Read read;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::uint8_t next = *in++;
    read.value |= std::uint64_t{next & 0x7fU} << shift;
    if (next < 0x80) break;
  }
  read.next = in;
  return read;
}

inline std::uint64_t varint(const std::uint8_t*& in) {
  if (*in < 0x80) return *in++;
  const std::uint8_t low = in[0];
  if (in[1] < 0x80) {  // times and ids mostly
    const std::uint64_t value = (low & 0x7fU) | std::uint64_t{in[1]} << 7U;
    in += 2;
    return value;
  }
  const Read read = longVarint(in);
  in = read.next;
  return read.value;
}

class Decoder {
 public:
  // False if the header does not fit the bytes.
  bool open(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < kFixedHeaderBytes) return false;
    ByteReader header(bytes);
    const auto sum = header.fixed<std::uint64_t>();
    if (sum != checksum(bytes.subspan(sizeof(sum)))) return false;
    const std::uint8_t version = header.byte();
    const std::uint8_t packed = header.byte();
    if (version == 0 || version > kCodecVersion || packed >> ColumnCount != 0) return false;
    if (version <= kTimeInOneColumn && packed != 0) return false;
    time_in_one_column_ = version <= kTimeInOneColumn;
    events_ = header.fixed<std::uint16_t>();
    std::array<std::uint32_t, ColumnCount> sizes{};
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < ColumnCount; ++i) {
      if (i != TimeHigh || !time_in_one_column_) sizes[i] = header.fixed<std::uint32_t>();
      total += sizes[i];
    }
    if (!header.ok() || total != header.left()) return false;
    if (events_ > kMaxChunkEvents) return false;
    return take(header, sizes, packed) &&
           static_cast<std::size_t>(ends_[Head] - columns_[Head]) == events_;
  }

  bool read(std::vector<Event>& out) {
    out.resize(events_);
    return (time_in_one_column_ ? readTimes<true>(out) : readTimes<false>(out)) && readRest(out);
  }

 private:
  // So many events are read before a look at the ends of the columns.
  static constexpr std::size_t kEventsPerLook = 16;

  // Not even hostile ones take more before they are looked at.
  static constexpr std::size_t kMostBytesUnseen = kEventsPerLook * 64;

  using Columns = std::array<const std::uint8_t*, ColumnCount>;

  // Lays the columns out one behind the other, unpacked, with room behind the last: an event is
  // read without a look at the end of its columns, which comes after it.
  bool take(ByteReader& in, const std::array<std::uint32_t, ColumnCount>& sizes,
            std::uint8_t packed) {
    std::array<std::span<const std::uint8_t>, ColumnCount> stored;
    std::array<std::size_t, ColumnCount> unpacked{};
    std::size_t total = 0;
    for (std::size_t i = 0; i < ColumnCount; ++i) {
      stored[i] = in.take(sizes[i]);
      unpacked[i] = sizes[i];
      if ((packed >> i & 1U) != 0) {
        const unsigned long long size = ZSTD_getFrameContentSize(stored[i].data(), sizes[i]);
        if (size > kMostBytes[i] * events_) return false;  // errors are huge numbers
        unpacked[i] = size;
      }
      total += unpacked[i];
    }
    bytes_.resize(total + kMostBytesUnseen);
    std::uint8_t* next = bytes_.data();
    for (std::size_t i = 0; i < ColumnCount; ++i) {
      columns_[i] = next;
      if ((packed >> i & 1U) == 0) {
        std::copy(stored[i].begin(), stored[i].end(), next);
      } else if (ZSTD_decompress(next, unpacked[i], stored[i].data(), sizes[i]) != unpacked[i]) {
        return false;
      }
      ends_[i] = next += unpacked[i];
    }
    return true;
  }

  // False if a column has not as many times as there are events.
  template <bool kInOneColumn>
  bool readTimes(std::vector<Event>& out) const {
    const std::uint8_t* low = columns_[Time];
    const std::uint8_t* at = columns_[kInOneColumn ? Time : TimeHigh];
    const std::uint8_t* const end = ends_[kInOneColumn ? Time : TimeHigh];
    if (!kInOneColumn && static_cast<std::size_t>(ends_[Time] - low) != events_) return false;
    std::uint64_t time = 0;
    for (Event& event : out) {
      if (at >= end) return false;
      const std::uint64_t read = varint(at);
      if constexpr (kInOneColumn) {
        time = addPacked(time, read);
      } else {
        const std::uint64_t back = -(read & 1U);  // all ones: subtract
        time += (((read >> 1U) << 8U | *low++) ^ back) - back;
      }
      event.ts_ns = time;
    }
    return at == end;
  }

  // All but the times.
  bool readRest(std::vector<Event>& out) {
    const std::uint8_t* ids = columns_[Id];
    const std::uint8_t* inits = columns_[InitFields];
    const std::uint8_t* rest = columns_[Rest];
    const std::uint8_t* head_at = columns_[Head];
    core::ContextId context;
    ContextModel* model = &model_.of(context);
    bool valid = true;
    for (std::size_t first = 0; first < out.size(); first += kEventsPerLook) {
      const std::size_t count = std::min(kEventsPerLook, out.size() - first);
      for (Event& event : std::span(out).subspan(first, count)) {
        const std::uint8_t head = *head_at++;
        std::uint8_t kind = head & kKindMask;
        if (kind == kEscape) kind = *rest++;
        if (kind == 0 || kind > static_cast<std::uint8_t>(core::kLastEventKind)) return false;
        if ((head & kSameContext) == 0) {
          context.value = static_cast<std::uint32_t>(varint(rest));
          model = &model_.of(context);
        }
        const std::uint64_t time = event.ts_ns;
        event = Event{};
        event.ts_ns = time;
        event.kind = static_cast<EventKind>(kind);
        event.context = context;
        const bool is_expected = (head & kExpectedId) != 0;
        // The common kinds know what they need and what they teach.
        if (event.kind == EventKind::After) {
          event.id.value = is_expected ? model->ended() : id(ids, *model);
          model->learnAfter(event.id.value);
        } else if (event.kind == EventKind::Before) {
          event.id.value = is_expected ? model->last() : id(ids, *model);
          rest = reason(rest, event, head, valid);
          model->learnBefore(event.id.value);
        } else {
          event.id.value = is_expected ? model->expectedId(event.kind) : id(ids, *model);
          if (core::hasType(event.kind))
            event.type.value = static_cast<std::uint16_t>(varint(inits));
          if (event.kind == EventKind::Init)
            inits = parents(inits, event, head, model->expectedParent());
          model->learnOther(event);
        }
        if ((head & kOdd) != 0) rest = odd(rest, event, valid);
      }
      valid &= ids <= ends_[Id] && inits <= ends_[InitFields] && rest <= ends_[Rest];
      if (!valid) return false;
    }
    return ids == ends_[Id] && inits == ends_[InitFields] && rest == ends_[Rest];
  }

  static std::uint64_t id(const std::uint8_t*& in, const ContextModel& model) {
    return model.newest() - addPacked(0, varint(in));
  }

  static const std::uint8_t* parents(const std::uint8_t* in, Event& event, std::uint8_t head,
                                     std::uint64_t expected) {
    if ((head & kPlain) != 0) {
      event.trigger.value = event.execution.value = expected;
      return in;
    }
    event.trigger.value = event.id.value - addPacked(0, varint(in));
    event.execution.value = event.id.value - addPacked(0, varint(in));
    return in;
  }

  static const std::uint8_t* reason(const std::uint8_t* in, Event& event, std::uint8_t head,
                                    bool& valid) {
    event.reason = core::CallbackReason::Callback;
    if ((head & kPlain) != 0) return in;
    in = reasonByte(in, event, valid);
    event.value = unzigzag(varint(in));
    return in;
  }

  [[gnu::noinline]] static const std::uint8_t* odd(const std::uint8_t* in, Event& event,
                                                   bool& valid) {
    const std::uint8_t mask = *in++;
    if ((mask & kOddTrigger) != 0) event.trigger.value = varint(in);
    if ((mask & kOddExecution) != 0) event.execution.value = varint(in);
    if ((mask & kOddValue) != 0) event.value = unzigzag(varint(in));
    if ((mask & kOddType) != 0) event.type.value = static_cast<std::uint16_t>(varint(in));
    return (mask & kOddReason) == 0 ? in : reasonByte(in, event, valid);
  }

  static const std::uint8_t* reasonByte(const std::uint8_t* in, Event& event, bool& valid) {
    event.reason = static_cast<core::CallbackReason>(*in);
    valid &= *in <= static_cast<std::uint8_t>(core::kLastCallbackReason);
    return in + 1;
  }

  std::vector<std::uint8_t> bytes_;
  Columns columns_{}, ends_{};
  std::size_t events_ = 0;
  bool time_in_one_column_ = false;
  Model model_;
};

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
      ContextModel& model = model_.of(event.context);
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

bool decodeEvents(std::span<const std::uint8_t> bytes, std::vector<Event>& out) {
  Decoder decoder;
  return decoder.open(bytes) && decoder.read(out);
}

}  // namespace uvscope::storage
