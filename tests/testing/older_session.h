// Session files as older versions of uvscope wrote them: layouts 1, 2 and 3.
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "core/event_sink.h"
#include "tests/testing/memory_session.h"

namespace uvscope::testing {

// Takes a stream in and writes it as a file of an older layout: 1, which knew no stacks, or 2.
class OlderSession final : public core::EventSink {
 public:
  explicit OlderSession(int layout = 2) : layout_(layout) {}

  void onProcess(const core::ProcessInfo& process) override { model_.onProcess(process); }

  void onContext(const core::ContextInfo& context) override { model_.onContext(context); }

  void onType(core::TypeId type, std::string_view name) override;
  void onFrames(core::CodeId code, std::span<const core::StackFrame> frames) override;
  void onStack(core::StackId stack, std::span<const core::CodeId> codes,
               std::string_view site) override;

  void onEvents(std::span<const core::Event> events) override;

  void onDetail(core::ResourceKey resource, std::string_view detail) override {
    model_.onDetail(resource, detail);
  }

  void onDropped(core::ContextId context, std::uint64_t count) override;
  void onProcessExit(const core::ProcessExit& exit) override;

  // A session that is not `finished` is one whose recorder was killed.
  void write(const std::string& path, bool finished = true);

  [[nodiscard]] MemorySession& model() { return model_; }

 private:
  int layout_;
  MemorySession model_;
  std::vector<std::pair<core::TypeId, std::string>> types_;
  std::vector<std::pair<core::CodeId, std::vector<core::StackFrame>>> frames_;
  std::vector<std::tuple<core::StackId, std::vector<core::CodeId>, std::string>> stacks_;
  std::vector<std::tuple<core::ContextId, storage::EventSeq, std::uint64_t>> dropped_;
  std::vector<core::ProcessExit> exits_;
};

// Makes the session at `path`, which nobody has open, one of layout 3: that had the same tables and
// blobs, but no sums of rows and no counts.
void makeLayout3(const std::string& path);

// How many events a chunk of a file of layout 1 or 2 has.
inline constexpr std::size_t kOlderChunkEvents = 500;

}  // namespace uvscope::testing
