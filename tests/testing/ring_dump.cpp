#include "tests/testing/ring_dump.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/recorder/arena_layout.h"
#include "core/libuv_function.h"

namespace uvscope::testing {
namespace {

using capture::ArenaHeader;
using capture::ArenaLayout;
using capture::RecordKind;
using capture::RingHeader;
using capture::RingRecord;
using capture::RingShape;

class Mapping {
 public:
  explicit Mapping(const std::filesystem::path& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;

    struct stat status {};

    const bool known = fstat(fd, &status) == 0;
    const auto size = static_cast<std::uint64_t>(known ? status.st_size : 0);
    if (const auto layout = capture::ArenaLayout::ofFileSize(size)) {
      layout_ = *layout;
      void* const base = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
      if (base != MAP_FAILED) base_ = static_cast<const std::byte*>(base);
    }
    close(fd);
  }

  ~Mapping() {
    if (base_ != nullptr) munmap(const_cast<std::byte*>(base_), layout_.bytes());
  }

  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  [[nodiscard]] const std::byte* base() const { return base_; }

  [[nodiscard]] const ArenaLayout& layout() const { return layout_; }

 private:
  const std::byte* base_ = nullptr;
  ArenaLayout layout_;
};

// The text that begins at record `first`, as far as it is there; leaves `position` on its last.
std::string joinText(const RingRecord* records, RingShape shape, std::uint64_t& position,
                     std::size_t length) {
  std::string text;
  while (text.size() < length) {
    const RingRecord& next = records[shape.slot(position + 1)];
    const std::uint64_t head = next.head.load(std::memory_order_acquire);
    if (capture::markIn(head) != shape.mark(position + 1)) break;
    if (capture::kindIn(head) != static_cast<std::uint8_t>(RecordKind::Text)) break;
    std::array<char, capture::kTextBytesPerRecord> bytes{};
    std::memcpy(bytes.data(), &next.ts, 8);
    std::memcpy(bytes.data() + 8, &next.a, 8);
    std::memcpy(bytes.data() + 16, &next.b, 8);
    text.append(bytes.data(), std::min(bytes.size(), length - text.size()));
    ++position;
  }
  return text;
}

std::vector<DumpedRecord> dumpRecords(const RingRecord* records, RingShape shape,
                                      std::uint64_t tail) {
  std::vector<DumpedRecord> dumped;
  for (std::uint64_t position = tail; position < tail + shape.capacity(); ++position) {
    const RingRecord& record = records[shape.slot(position)];
    const std::uint64_t head = record.head.load(std::memory_order_acquire);
    if (capture::markIn(head) != shape.mark(position)) break;
    DumpedRecord copy{record.ts, capture::kindIn(head), capture::idIn(head), record.a, record.b,
                      {}};
    if (copy.is(RecordKind::FirstText)) {
      copy.text = joinText(records, shape, position, static_cast<std::uint32_t>(copy.a));
    }
    dumped.push_back(std::move(copy));
  }
  return dumped;
}

DumpedRing dumpRing(const Mapping& mapping, std::uint32_t index) {
  const std::byte* const base = mapping.base();
  const auto& header =
      reinterpret_cast<const RingHeader*>(base + capture::kRingHeadersOffset)[index];
  const auto* const records =
      reinterpret_cast<const RingRecord*>(base + mapping.layout().recordsOffset(index));
  DumpedRing ring;
  ring.index = index;
  ring.generation = header.generation.load();
  ring.thread_id = header.thread_id;
  ring.thread_name = header.thread_name;
  ring.state = static_cast<capture::RingState>(header.state.load());
  ring.dropped = header.dropped.load();
  ring.records = dumpRecords(records, mapping.layout().shape(index), header.tail.load());
  return ring;
}

std::optional<DumpedArena> dumpArena(const std::filesystem::path& path) {
  const Mapping mapping(path);
  if (mapping.base() == nullptr) return std::nullopt;
  const auto& header = *reinterpret_cast<const ArenaHeader*>(mapping.base());
  if (header.ready.load(std::memory_order_acquire) != 1) return std::nullopt;
  if (header.magic != capture::kArenaMagic) return std::nullopt;
  DumpedArena arena;
  arena.name = path.filename().string();
  arena.pid = header.pid;
  arena.executable = header.executable;
  arena.clock = header.clock;
  arena.unclaimed_dropped = header.unclaimed_dropped.load();
  const std::uint32_t used = header.rings_used.load(std::memory_order_acquire);
  for (std::uint32_t i = 0; i < used; ++i)
    arena.rings.push_back(dumpRing(mapping, i));
  return arena;
}

}  // namespace

std::vector<DumpedArena> dumpArenas(const std::filesystem::path& directory) {
  std::vector<DumpedArena> arenas;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().extension() == ".tmp") continue;
    if (std::optional<DumpedArena> arena = dumpArena(entry.path())) {
      arenas.push_back(std::move(*arena));
    }
  }
  std::sort(arenas.begin(), arenas.end(),
            [](const DumpedArena& a, const DumpedArena& b) { return a.name < b.name; });
  return arenas;
}

namespace {

// Of the kinds from Active on.
std::string libuvFields(const DumpedRecord& record, core::EventKind kind) {
  if (kind < core::EventKind::Active) return {};
  std::string fields;
  if (core::hasTrigger(kind)) fields += " trigger=" + std::to_string(record.trigger());
  if (core::hasValue(kind)) {
    fields += " value=" + std::to_string(static_cast<std::int64_t>(record.b));
  }
  if (core::hasFunction(kind)) {
    fields += " " + std::string(core::libuvFunctionName(core::functionIn(record.type())));
  }
  return fields;
}

}  // namespace

std::string describe(const DumpedRecord& record) {
  const std::string id = " " + std::to_string(record.id);
  if (record.is(RecordKind::FirstText)) return "detail" + id + " " + record.text;
  if (record.is(RecordKind::Moved)) return "moved" + id + " was " + std::to_string(record.a);
  if (record.is(RecordKind::WorkStart)) return "work_start" + id;
  if (record.is(RecordKind::WorkEnd)) return "work_end" + id;
  if (record.is(RecordKind::Sent)) return "sent" + id + " exec=" + std::to_string(record.b);
  const auto kind = static_cast<core::EventKind>(record.kind);
  std::string line = std::string(core::eventKindName(kind)) + id;
  if (kind == core::EventKind::Init || kind == core::EventKind::Retype) {
    line += " " + std::string(core::providerName(record.type()));
  }
  if (kind == core::EventKind::Init) {
    line += " trigger=" + std::to_string(record.trigger()) +
            " exec=" + std::to_string(record.execution());
  }
  if (kind == core::EventKind::Before) {
    line += " " + std::string(core::callbackReasonName(record.reason())) + " " +
            std::to_string(static_cast<std::int64_t>(record.a));
  }
  return line + libuvFields(record, kind);
}

}  // namespace uvscope::testing
