#include <algorithm>
#include <array>

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

bool decodeEvents(std::span<const std::uint8_t> bytes, std::vector<Event>& out) {
  Decoder decoder;
  return decoder.open(bytes) && decoder.read(out);
}

}  // namespace uvscope::storage
