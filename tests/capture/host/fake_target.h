// A target as ring_format.h describes it, in this process: makes arena files and writes records.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "capture/recorder/arena_layout.h"
#include "capture/recorder/ring_format.h"
#include "core/event.h"

namespace uvscope::capture {

class TestDir {
 public:
  TestDir();
  ~TestDir();
  TestDir(const TestDir&) = delete;
  TestDir& operator=(const TestDir&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// The producer's end of a ring; belongs to one thread.
class FakeThread {
 public:
  FakeThread(ArenaHeader& arena, std::uint32_t index, const std::string& name);

  // Waits while the ring is full.
  void record(std::uint64_t ts, std::uint8_t kind, std::uint64_t id, std::uint64_t a = 0,
              std::uint64_t b = 0);
  void init(std::uint64_t ts, std::uint64_t id, core::TypeId type, std::uint64_t trigger = 1,
            std::uint64_t execution = 1);
  void event(std::uint64_t ts, core::EventKind kind, std::uint64_t id);
  void text(TextKind kind, std::uint64_t id, std::uint64_t user_type, std::string_view text);

  void drop(std::uint64_t count) { ring_.dropped.fetch_add(count); }

  void close();

 private:
  RingHeader& ring_;
  RingRecord* records_;
  RingShape shape_;
  std::uint64_t position_;
};

class FakeTarget {
 public:
  FakeTarget(const TestDir& directory, const std::string& name, std::int32_t pid);
  ~FakeTarget();
  FakeTarget(const FakeTarget&) = delete;
  FakeTarget& operator=(const FakeTarget&) = delete;

  [[nodiscard]] ArenaHeader& header() const { return *header_; }

  FakeThread thread(std::uint32_t index, const std::string& name = "main") {
    return {*header_, index, name};
  }

 private:
  ArenaHeader* header_;
};

// CLOCK_MONOTONIC, in which fake targets record.
std::uint64_t fakeNow();

}  // namespace uvscope::capture
