#include "tests/capture/host/fake_target.h"

#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/recorder/arena_layout.h"

namespace uvscope::capture {
namespace {

constexpr ArenaLayout kLayout;

RingHeader& ringOf(ArenaHeader& arena, std::uint32_t index) {
  auto* const base = reinterpret_cast<std::byte*>(&arena) + kRingHeadersOffset;
  return reinterpret_cast<RingHeader*>(base)[index];
}

RingRecord* recordsOf(ArenaHeader& arena, std::uint32_t index) {
  auto* const base = reinterpret_cast<std::byte*>(&arena) + kLayout.recordsOffset(index);
  return reinterpret_cast<RingRecord*>(base);
}

}  // namespace

TestDir::TestDir() : path_("/tmp/uvscope-test-XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("mkdtemp");
}

TestDir::~TestDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

FakeThread::FakeThread(ArenaHeader& arena, std::uint32_t index, const std::string& name)
    : ring_(ringOf(arena, index)),
      records_(recordsOf(arena, index)),
      shape_(kLayout.shape(index)),
      position_(ring_.tail.load(std::memory_order_acquire)) {
  ring_.thread_id = static_cast<std::int32_t>(1000 + index);
  name.copy(ring_.thread_name, sizeof ring_.thread_name);
  ring_.generation.fetch_add(1, std::memory_order_relaxed);
  ring_.state.store(static_cast<std::uint32_t>(RingState::Live), std::memory_order_release);
  if (arena.rings_used.load() <= index) arena.rings_used.store(index + 1);
}

void FakeThread::record(std::uint64_t ts, std::uint8_t kind, std::uint64_t id, std::uint64_t a,
                        std::uint64_t b) {
  while (position_ - ring_.tail.load(std::memory_order_acquire) >= shape_.capacity()) {
    std::this_thread::yield();
  }
  RingRecord& record = records_[shape_.slot(position_)];
  record.ts = ts;
  record.a = a;
  record.b = b;
  record.head.store(packHead(shape_.mark(position_), kind, id), std::memory_order_release);
  ++position_;
}

void FakeThread::init(std::uint64_t ts, std::uint64_t id, core::TypeId type, std::uint64_t trigger,
                      std::uint64_t execution) {
  record(ts, static_cast<std::uint8_t>(core::EventKind::Init), id,
         trigger | std::uint64_t{type.value} << kIdBits, execution);
}

void FakeThread::event(std::uint64_t ts, core::EventKind kind, std::uint64_t id) {
  record(ts, static_cast<std::uint8_t>(kind), id);
}

void FakeThread::text(TextKind kind, std::uint64_t id, std::uint64_t user_type,
                      std::string_view text) {
  record(fakeNow(), static_cast<std::uint8_t>(RecordKind::FirstText), id,
         text.size() | std::uint64_t{static_cast<std::uint8_t>(kind)} << 32U, user_type);
  while (!text.empty()) {
    std::uint64_t words[3] = {};
    const std::size_t count = std::min(text.size(), kTextBytesPerRecord);
    std::memcpy(words, text.data(), count);
    record(words[0], static_cast<std::uint8_t>(RecordKind::Text), id, words[1], words[2]);
    text.remove_prefix(count);
  }
}

void FakeThread::close() {
  ring_.state.store(static_cast<std::uint32_t>(RingState::Closed), std::memory_order_release);
}

FakeTarget::FakeTarget(const TestDir& directory, const std::string& name, std::int32_t pid) {
  const int file = open(directory.file(name).c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);
  if (file < 0 || ftruncate(file, kLayout.bytes()) != 0) throw std::runtime_error("arena file");
  void* const data = mmap(nullptr, kLayout.bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  if (data == MAP_FAILED) throw std::runtime_error("mmap");
  header_ = static_cast<ArenaHeader*>(data);
  header_->magic = kArenaMagic;
  header_->version = kArenaVersion;
  header_->clock = ClockKind::MonotonicNs;
  header_->pid = pid;
  header_->parent_pid = 1;
  header_->start_ts = fakeNow();
  std::strcpy(header_->executable, "/bin/fake");
  std::memcpy(header_->command_line, "fake\0--port\08080", 16);
  header_->command_line_bytes = 16;
  header_->ready.store(1, std::memory_order_release);
}

FakeTarget::~FakeTarget() {
  munmap(header_, kLayout.bytes());
}

std::uint64_t fakeNow() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace uvscope::capture
