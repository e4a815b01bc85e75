// A session from a list of events, for tests: everything is found by looking at all of them.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/testing/plain_session.h"

namespace uvscope::ui::testing {

// A resource of context 1.
inline core::ResourceKey key(std::uint64_t id) {
  return {core::ContextId{1}, core::AsyncId{id}};
}

class MemorySession final : public uvscope::testing::PlainSession {
 public:
  // A line an event, 100 ns apart unless `@NS` says otherwise:
  //   init 5 TCPSERVERWRAP trigger=1 exec=1 detail=127.0.0.1:80
  //   init 6 TIMERWRAP trigger=1 exec=1 stack=2   (2 as given to addStack)
  //   before 5 connection | after 5 | closing 5 | destroy 5 | unref 5 | resolve 5
  //   work_start 5 value=2 | work_end 5 value=2   (the context of the thread)
  // An id may be CONTEXT/ID. Empty lines and indentation do not matter.
  explicit MemorySession(std::string_view text = {});

  void append(std::string_view text);

  void addStack(core::StackId stack, std::vector<core::StackFrame> frames) {
    stacks_[stack] = std::move(frames);
  }

  void setFinished(bool finished) { info_.finished = finished; }

  bool refresh() override;

  [[nodiscard]] const storage::SessionInfo& info() const override { return info_; }

  [[nodiscard]] const std::vector<core::ProcessInfo>& processes() const override {
    return processes_;
  }

  [[nodiscard]] const std::vector<core::ContextInfo>& contexts() const override {
    return contexts_;
  }

  [[nodiscard]] std::string typeName(core::TypeId type) const override;
  [[nodiscard]] std::vector<storage::TypeTotal> typeTotals() override;

  // None: these sessions have no events of loops.
  [[nodiscard]] const std::vector<storage::LoopTotal>& loops() const override { return loops_; }

  [[nodiscard]] std::optional<storage::ResourceRecord> resource(core::ResourceKey key) override;
  [[nodiscard]] std::vector<storage::TreeNode> roots(storage::ParentKind by) override;
  [[nodiscard]] std::vector<storage::TreeNode> children(core::ResourceKey parent,
                                                        storage::ParentKind by,
                                                        std::uint64_t offset,
                                                        std::uint64_t limit) override;
  [[nodiscard]] std::vector<storage::TreeNode> chain(core::ResourceKey key,
                                                     storage::ParentKind by) override;
  [[nodiscard]] std::vector<storage::ResourceRecord> resources(std::uint64_t offset,
                                                               std::uint64_t limit) override;
  [[nodiscard]] std::vector<storage::ResourceRecord> resourcesIn(std::uint64_t begin_ns,
                                                                 std::uint64_t end_ns,
                                                                 std::uint64_t limit) override;
  [[nodiscard]] std::vector<storage::ResourceRecord> undestroyed(storage::EventSeq at,
                                                                 std::uint64_t offset,
                                                                 std::uint64_t limit) override;
  [[nodiscard]] std::uint64_t undestroyedCount(storage::EventSeq at) override;

  [[nodiscard]] std::vector<core::StackFrame> frames(core::StackId stack) override;
  [[nodiscard]] std::string site(core::StackId stack) override;

  [[nodiscard]] std::vector<core::Event> events(storage::EventSeq first,
                                                std::uint64_t count) override;
  [[nodiscard]] storage::EventSeq nextEventOf(core::ResourceKey key,
                                              storage::EventSeq from) override;
  [[nodiscard]] storage::EventSeq previousEventOf(core::ResourceKey key,
                                                  storage::EventSeq from) override;
  [[nodiscard]] storage::EventSeq eventAt(std::uint64_t ts_ns) override;
  [[nodiscard]] std::vector<storage::Run> executionStack(core::ContextId context,
                                                         storage::EventSeq at) override;
  [[nodiscard]] std::vector<storage::Run> runs(std::uint64_t begin_ns, std::uint64_t end_ns,
                                               std::uint64_t limit) override;
  [[nodiscard]] std::vector<storage::TimeBucket> overview(std::uint64_t begin_ns,
                                                          std::uint64_t end_ns,
                                                          std::uint32_t count) override;

 private:
  std::vector<storage::LoopTotal> loops_;
  void parseLine(std::string_view line);
  void addContext(core::ContextId id);
  void derive();
  [[nodiscard]] storage::TreeNode nodeOf(core::ResourceKey key, storage::ParentKind by) const;
  [[nodiscard]] std::vector<core::ResourceKey> childKeys(core::ResourceKey parent,
                                                         storage::ParentKind by) const;

  std::mutex mutex_;
  std::string pending_;  // guarded by mutex_
  std::vector<core::Event> events_;
  std::map<core::ResourceKey, std::string> details_;
  std::map<core::StackId, std::vector<core::StackFrame>> stacks_;
  std::uint64_t next_ns_ = 100;
  storage::SessionInfo info_;
  std::vector<core::ProcessInfo> processes_;
  std::vector<core::ContextInfo> contexts_;
  std::vector<storage::ResourceRecord> records_;  // in order of init
  std::vector<storage::Run> runs_;                // in order of before
};

// `count` timers made and destroyed by resource 2, then `open` that are not.
std::string manyTimers(int count, int open);

}  // namespace uvscope::ui::testing
