// One arena file, mapped. Its contents are the target's: whoever reads them treats every number as
// hostile and copies it before use.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "capture/recorder/arena_layout.h"
#include "capture/recorder/ring_format.h"
#include "core/result.h"

namespace uvscope::capture {

// What the target says of itself, copied and cut to what the format allows.
struct ArenaFacts {
  std::int32_t pid = 0;
  std::int32_t parent_pid = 0;
  ClockKind clock = ClockKind::MonotonicNs;
  std::uint64_t start_ts = 0;
  std::uint64_t pid_namespace = 0;  // 0: not known
  std::string executable;
  std::vector<std::string> arguments;
};

enum class ArenaReadiness : std::uint8_t { NotYet, Ready, Foreign };

class ArenaMapping {
 public:
  // Fails with Unsupported for anything but a regular file of a possible size that is ours, and
  // with System when the system refuses now (no descriptor, no memory). Keeps no descriptor.
  // `directory` must outlive the mapping.
  static core::Result<ArenaMapping> open(int directory, const std::string& name);

  ArenaMapping(ArenaMapping&& other) noexcept;
  ArenaMapping& operator=(ArenaMapping&& other) noexcept;
  ArenaMapping(const ArenaMapping&) = delete;
  ArenaMapping& operator=(const ArenaMapping&) = delete;
  ~ArenaMapping();

  // Foreign: another magic, version or clock than this host understands.
  [[nodiscard]] ArenaReadiness readiness() const;
  // Once Ready.
  [[nodiscard]] ArenaFacts facts() const;

  // The file still has its full size (a target may have cut it), as far as it is still there under
  // its name.
  [[nodiscard]] bool complete() const;

  [[nodiscard]] void* data() const { return data_; }

  [[nodiscard]] std::size_t bytes() const { return layout_.bytes(); }

  [[nodiscard]] ArenaHeader& header() const { return *static_cast<ArenaHeader*>(data_); }

  // `index` < kMaxRings.
  [[nodiscard]] RingHeader& ring(std::uint32_t index) const;
  [[nodiscard]] RingRecord* records(std::uint32_t index) const;

  [[nodiscard]] RingShape shape(std::uint32_t index) const { return layout_.shape(index); }

 private:
  ArenaMapping(void* data, ArenaLayout layout, int directory, std::string name, ino_t inode)
      : data_(data),
        layout_(layout),
        directory_(directory),
        name_(std::move(name)),
        inode_(inode) {}

  void* data_ = nullptr;
  ArenaLayout layout_;  // by the size that the file had when it was opened
  int directory_ = -1;
  std::string name_;
  ino_t inode_ = 0;
};

}  // namespace uvscope::capture
