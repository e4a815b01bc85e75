// Any bytes as what a target has written into its ring. Marks are put right, unless the first byte
// says otherwise: a reader goes no further than a wrong one.
#include <algorithm>
#include <cstring>
#include <memory>

#include "capture/host/record_decoder.h"
#include "capture/host/ring_reader.h"
#include "capture/recorder/ring_format.h"
#include "tests/fuzz/entry.h"

namespace uvscope::fuzz {
namespace {

using namespace capture;  // NOLINT(google-build-using-namespace): all of this is about it

constexpr std::uint64_t kLatestNs = 1'000'000'000'000;
constexpr RingShape kShape{kLeastRingBytes};

// A ring in ordinary memory.
struct Ring {
  RingHeader header{};
  std::unique_ptr<RingRecord[]> records{new RingRecord[kShape.capacity()]()};  // NOLINT
};

void fill(Ring& ring, std::span<const std::uint8_t> bytes, bool marks) {
  const std::size_t count =
      std::min<std::size_t>(bytes.size() / sizeof(RawRecord), kShape.capacity());
  for (std::size_t i = 0; i < count; ++i) {
    RawRecord raw;
    std::memcpy(&raw, bytes.data() + i * sizeof(RawRecord), sizeof(RawRecord));
    if (marks) raw.head = (raw.head & ~(0xFFULL << 56U)) | std::uint64_t{kShape.mark(i)} << 56U;
    ring.records[i].ts = raw.ts;
    ring.records[i].a = raw.a;
    ring.records[i].b = raw.b;
    ring.records[i].head.store(raw.head, std::memory_order_relaxed);
  }
}

void requireWellFormed(const ContextQueue& queue) {
  std::uint64_t latest = 0;
  for (const core::Event& event : queue.events) {
    require(!core::eventKindName(event.kind).empty(), "events have kinds that there are");
    require(event.reason <= core::kLastCallbackReason, "callbacks have reasons that there are");
    require(event.ts_ns >= latest, "times never go back");
    require(event.ts_ns <= kLatestNs, "times do not lie ahead");
    latest = event.ts_ns;
  }
  std::size_t position = 0;
  for (const Note& note : queue.notes) {
    require(note.position >= position && note.position <= queue.events.size(),
            "notes are in order");
    position = note.position;
  }
}

void put(Bytes& bytes, RecordKind kind, std::uint64_t id, std::uint64_t a, std::uint64_t b,
         std::uint64_t ts = 1000) {
  const RawRecord raw{ts, packHead(1, static_cast<std::uint8_t>(kind), id), a, b};
  const auto* const data = reinterpret_cast<const std::uint8_t*>(&raw);
  bytes.insert(bytes.end(), data, data + sizeof(raw));
}

void putText(Bytes& bytes, TextKind kind, std::uint64_t b, std::string text) {
  put(bytes, RecordKind::FirstText, 5, text.size() | static_cast<std::uint64_t>(kind) << 32U, b);
  text.resize((text.size() + kTextBytesPerRecord - 1) / kTextBytesPerRecord * kTextBytesPerRecord);
  for (std::size_t at = 0; at < text.size(); at += kTextBytesPerRecord) {
    std::uint64_t words[3];  // NOLINT(modernize-avoid-c-arrays): three words of a record
    std::memcpy(words, text.data() + at, sizeof(words));
    put(bytes, RecordKind::Text, 5, words[1], words[2], words[0]);
  }
}

}  // namespace

int run(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return 0;
  Ring ring;
  fill(ring, bytes.subspan(1), (bytes.front() & 1U) == 0);
  SessionClock clock;
  UserTypeNames types;
  DecoderNames names{clock, types};
  StackTable stacks;
  RecordDecoder decoder(names, core::ContextId{1}, RingStacks(stacks, "/bin/program"));
  RingReader reader(ring.header, ring.records.get(), kShape);
  RawRecord record;
  std::uint64_t read = 0;
  while (read < 2 * kShape.capacity() && reader.next(record)) {
    decoder.decode(record, kLatestNs);
    ++read;
  }
  require(read <= kShape.capacity(), "nothing is read twice");
  reader.release();
  requireWellFormed(decoder.queue());
  for (const StackTable::Stack& stack : stacks.stacks()) {
    for (const core::CodeId code : stack.codes)
      require(code.value >= 1 && code.value <= stacks.places().size(), "stacks lead to places");
  }
  return 0;
}

std::vector<Bytes> seeds() {
  const auto event = [](core::EventKind kind) { return static_cast<RecordKind>(kind); };
  Bytes plain{0};
  put(plain, event(core::EventKind::Init), 2, 1 | 2ULL << 48U, 1 | 1ULL << 48U);
  put(plain, event(core::EventKind::Before), 2, 64, 2, 2000);
  put(plain, event(core::EventKind::After), 2, 0, 0, 3000);
  put(plain, event(core::EventKind::Repeat), 2, 100, 5000, 4000);
  put(plain, event(core::EventKind::Failed), 2, 1 | 30ULL << 48U, ~97ULL);
  put(plain, RecordKind::Dropped, 0, 7, 0);
  put(plain, RecordKind::Moved, 9, 2, 1 | 3ULL << 32U);
  put(plain, RecordKind::WorkStart, 2, 0 | 1ULL << 32U, 0);
  put(plain, RecordKind::Sent, 2, 0 | 1ULL << 32U, 4);
  put(plain, event(core::EventKind::Destroy), 2, 0, 0, 9000);
  Bytes texts{0};
  putText(texts, TextKind::Detail, 0, "127.0.0.1:8080 and a little more than a record holds");
  putText(texts, static_cast<TextKind>(2), 256, "Query");
  put(texts, event(core::EventKind::Init), 3, 1 | 256ULL << 48U, 1);
  ModuleText module{};
  module.begin = 0x1000;
  module.end = 0x9000;
  module.build_id_bytes = 20;
  std::string of_module(sizeof(module), '\0');
  std::memcpy(of_module.data(), &module, sizeof(module));
  putText(texts, TextKind::Module, 0, of_module + "/bin/program");
  std::string addresses(16, '\0');
  addresses[1] = 0x20;
  addresses[9] = 0x30;
  putText(texts, TextKind::Stack, 1, addresses);
  put(texts, event(core::EventKind::Init), 4, 1 | 2ULL << 48U, 1 | 1ULL << 48U);
  Bytes unmarked = plain;
  unmarked[0] = 1;
  return {plain, texts, unmarked};
}

}  // namespace uvscope::fuzz
