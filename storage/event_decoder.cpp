#include <algorithm>
#include <array>
#include <functional>

#include "storage/byte_io.h"
#include "storage/column_varint.h"
#include "storage/event_codec.h"
#include "storage/event_columns.h"
#include "storage/event_layout.h"
#include "storage/event_times.h"

namespace uvscope::storage {
namespace {

using namespace event_layout;  // NOLINT(google-build-using-namespace): half of the codec
using core::CallbackReason;
using core::Event;
using core::EventKind;
using Places = EventColumns::Places;
using column::idVarint;
using column::varint;

// Nearly all events of a loop begin with one of these.
constexpr std::uint8_t usualHead(EventKind kind, unsigned as_expected) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(kind) | kSameContext | as_expected);
}

constexpr std::uint8_t kUsualInit = usualHead(EventKind::Init, kExpectedId | kPlain);
constexpr std::uint8_t kUsualBefore = usualHead(EventKind::Before, kPlain);
constexpr std::uint8_t kNextBefore = usualHead(EventKind::Before, kExpectedId | kPlain);
constexpr std::uint8_t kUsualAfter = usualHead(EventKind::After, kExpectedId);
constexpr std::uint8_t kUsualDestroy = usualHead(EventKind::Destroy, 0);

// All but the time.
inline void put(Event& event, EventKind kind, core::ContextId context, std::uint64_t id,
                CallbackReason reason = CallbackReason::None) {
  event.id.value = id;
  event.trigger = event.execution = {};
  event.value = 0;
  event.context = context;
  event.type = {};
  event.kind = kind;
  event.reason = reason;
}

std::uint64_t readId(Places& in, const ContextModel& model) {
  return model.newest() - addPacked(0, idVarint(in[Id]));
}

std::uint16_t readType(Places& in) {
  return static_cast<std::uint16_t>(varint(in[InitFields]));
}

void readParents(Places& in, Event& event, bool as_expected, std::uint64_t expected) {
  if (as_expected) {
    event.trigger.value = event.execution.value = expected;
    return;
  }
  event.trigger.value = event.id.value - addPacked(0, varint(in[InitFields]));
  event.execution.value = event.id.value - addPacked(0, varint(in[InitFields]));
}

// False if there is none of that number.
bool readReason(const std::uint8_t*& in, Event& event) {
  event.reason = static_cast<CallbackReason>(*in++);
  return event.reason <= core::kLastCallbackReason;
}

bool readReason(Places& in, Event& event, bool as_expected) {
  event.reason = CallbackReason::Callback;
  if (as_expected) return true;
  const bool valid = readReason(in[Rest], event);
  event.value = unzigzag(varint(in[Rest]));
  return valid;
}

// The fields that the kind has no use for, where they are set all the same. Nothing if one cannot
// be.
[[gnu::noinline]] const std::uint8_t* readOdd(const std::uint8_t* in, Event& event) {
  const std::uint8_t mask = *in++;
  if ((mask & kOddTrigger) != 0) event.trigger.value = varint(in);
  if ((mask & kOddExecution) != 0) event.execution.value = varint(in);
  if ((mask & kOddValue) != 0) event.value = unzigzag(varint(in));
  if ((mask & kOddType) != 0) event.type.value = static_cast<std::uint16_t>(varint(in));
  const bool valid = (mask & kOddReason) == 0 || readReason(in, event);
  return valid ? in : nullptr;
}

EventKind readKind(std::uint8_t head, Places& in) {
  const std::uint8_t kind = head & kKindMask;
  return static_cast<EventKind>(kind == kEscape ? *in[Rest]++ : kind);
}

bool isKind(EventKind kind) {
  return kind >= EventKind::Init && kind <= core::kLastEventKind;
}

// Any event, after its kind and context. False if it is none.
inline bool readOther(Event& event, std::uint8_t head, Places& in, ContextModel& model) {
  if (!isKind(event.kind)) return false;
  event.id.value = (head & kExpectedId) != 0 ? model.expectedId(event.kind) : readId(in, model);
  if (core::hasType(event.kind)) event.type.value = readType(in);
  bool valid = true;
  if (event.kind == EventKind::Before) {
    valid = readReason(in, event, (head & kPlain) != 0);
    model.learnBefore(event.id.value);
  } else if (event.kind == EventKind::After) {
    model.learnAfter(event.id.value);
  } else {
    if (event.kind == EventKind::Init)
      readParents(in, event, (head & kPlain) != 0, model.expectedParent());
    model.learnOther(event);
  }
  if ((head & kOdd) == 0) return valid;
  in[Rest] = readOdd(in[Rest], event);
  return valid && in[Rest] != nullptr;
}

}  // namespace

class EventDecoder::Reading {
 public:
  bool decode(std::span<const std::uint8_t> bytes, std::vector<Event>& out) {
    if (!columns_.open(bytes)) return false;
    out.resize(columns_.events());
    init_count_ = destroys_ = 0;
    model_.clear();
    context_ = {};
    return read(out);
  }

  [[nodiscard]] std::span<const std::uint32_t> inits() const {
    return std::span(inits_).first(init_count_);
  }

  [[nodiscard]] std::size_t destroys() const { return destroys_; }

 private:
  // Some events at a time: they are in the nearest cache still when their times are followed by
  // their other fields.
  bool read(std::span<Event> out) {
    Places places = columns_.begins();
    std::uint64_t time = 0;
    for (std::size_t first = 0; first < out.size(); first += EventColumns::kEventsPerLook) {
      const auto some =
          out.subspan(first, std::min(EventColumns::kEventsPerLook, out.size() - first));
      time = columns_.isTimeInOneColumn() ? readTimesInOneColumn(places, time, some)
                                          : readTimes(places, time, some);
      if (!readRest(places, static_cast<std::uint32_t>(first), some)) return false;
      if (!std::ranges::equal(places, columns_.ends(), std::less_equal<>())) return false;
    }
    return places == columns_.ends();
  }

  // All but the times. False if there is an event that is none.
  bool readRest(Places& places, std::uint32_t first, std::span<Event> out) {
    // Locals, so that the compiler keeps them in registers.
    Places in = places;
    core::ContextId context = context_;
    ContextModel* kept = &model_.of(context, EventColumns::kEventsPerLook);
    ContextModel model = *kept;
    for (Event& event : out) {
      const std::uint8_t head = *in[Head]++;
      switch (head) {
        case kUsualAfter: {
          const std::uint64_t id = model.ended();
          put(event, EventKind::After, context, id);
          model.learnAfter(id);
          break;
        }
        case kUsualBefore:
        case kNextBefore: {
          const std::uint64_t id = head == kNextBefore ? model.last() : readId(in, model);
          put(event, EventKind::Before, context, id, CallbackReason::Callback);
          model.learnBefore(id);
          break;
        }
        case kUsualInit: {
          const std::uint64_t id = model.newest() + 1;
          const std::uint64_t parent = model.expectedParent();
          put(event, EventKind::Init, context, id);
          event.type.value = readType(in);
          event.trigger.value = event.execution.value = parent;
          model.learnInit(id, parent);
          addInit(first + (&event - out.data()));
          break;
        }
        case kUsualDestroy: {
          const std::uint64_t id = readId(in, model);
          put(event, EventKind::Destroy, context, id);
          model.learnId(id);
          ++destroys_;
          break;
        }
        default: {
          const EventKind kind = readKind(head, in);
          if ((head & kSameContext) == 0) {
            context.value = static_cast<std::uint32_t>(varint(in[Rest]));
            *kept = model;
            kept = &model_.of(context, EventColumns::kEventsPerLook);
            model = *kept;
          }
          put(event, kind, context, 0);
          if (!readOther(event, head, in, model)) return false;
          if (kind == EventKind::Init) addInit(first + (&event - out.data()));
          if (kind == EventKind::Destroy) ++destroys_;
        }
      }
    }
    *kept = model;
    places = in;
    context_ = context;
    return true;
  }

  void addInit(std::size_t position) {
    inits_[init_count_++] = static_cast<std::uint32_t>(position);
  }

  EventColumns columns_;
  Model model_;
  core::ContextId context_;  // of the last event
  // Of what was decoded last.
  std::array<std::uint32_t, kMaxChunkEvents> inits_{};
  std::size_t init_count_ = 0, destroys_ = 0;
};

EventDecoder::EventDecoder() : reading_(std::make_unique<Reading>()) {}

EventDecoder::~EventDecoder() = default;
EventDecoder::EventDecoder(EventDecoder&&) noexcept = default;
EventDecoder& EventDecoder::operator=(EventDecoder&&) noexcept = default;

bool EventDecoder::decode(std::span<const std::uint8_t> bytes, std::vector<Event>& out) {
  return reading_->decode(bytes, out);
}

std::span<const std::uint32_t> EventDecoder::inits() const {
  return reading_->inits();
}

std::size_t EventDecoder::destroys() const {
  return reading_->destroys();
}

bool decodeEvents(std::span<const std::uint8_t> bytes, std::vector<Event>& out) {
  return EventDecoder().decode(bytes, out);
}

}  // namespace uvscope::storage
