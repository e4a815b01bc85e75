// A Session on a list of events in memory, by the plainest means: the yardstick for the reader of
// session files, and a double for tests of what shows sessions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/event_sink.h"
#include "tests/testing/graph_text.h"
#include "tests/testing/plain_session.h"

namespace uvscope::testing {

class MemorySession final : public PlainSession, public core::EventSink {
 public:
  MemorySession() = default;

  explicit MemorySession(const GraphText& graph) { graph.feed(*this); }

  void onProcess(const core::ProcessInfo& process) override;
  void onContext(const core::ContextInfo& context) override;
  void onType(core::TypeId type, std::string_view name) override;
  void onFrames(core::CodeId code, std::span<const core::StackFrame> frames) override;
  void onStack(core::StackId stack, std::span<const core::CodeId> codes,
               std::string_view site) override;
  void onEvents(std::span<const core::Event> events) override;
  void onDetail(core::ResourceKey resource, std::string_view detail) override;
  void onDropped(core::ContextId context, std::uint64_t count) override;
  void onProcessExit(const core::ProcessExit& exit) override;

  // True after any of the above.
  bool refresh() override;

  [[nodiscard]] const storage::SessionInfo& info() const override { return info_; }

  [[nodiscard]] storage::SessionInfo& editInfo() { return info_; }

  [[nodiscard]] const std::vector<core::ProcessInfo>& processes() const override;
  [[nodiscard]] const std::vector<core::ContextInfo>& contexts() const override;
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
  using Stack = std::vector<std::size_t>;  // positions in runs_

  void take(const core::Event& event);
  void endRuns(const core::Event& event, storage::EventSeq seq);
  void writeForHandle(const storage::ResourceRecord& request, const core::Event& event);
  [[nodiscard]] const storage::ResourceRecord* find(core::ResourceKey key) const;
  [[nodiscard]] storage::TreeNode node(core::ResourceKey key, storage::ParentKind by) const;
  [[nodiscard]] bool known(core::ResourceKey key) const;

  storage::SessionInfo info_;
  std::vector<core::ProcessInfo> processes_;
  std::vector<core::ContextInfo> contexts_;
  std::map<core::TypeId, std::string> types_;
  std::map<core::CodeId, std::vector<core::StackFrame>> frames_;
  std::map<core::StackId, std::vector<core::CodeId>> stacks_;
  std::map<core::StackId, std::string> sites_;
  std::vector<core::Event> events_;
  std::vector<std::uint64_t> alive_after_;  // each event
  std::vector<storage::ResourceRecord> records_;
  std::map<core::ResourceKey, std::size_t> index_;          // in records_
  std::map<core::ResourceKey, std::uint32_t> starts_;       // runs begun
  std::map<core::ResourceKey, std::string> early_details_;  // of what has no record
  std::vector<storage::Run> runs_;
  std::map<core::ContextId, Stack> open_;
  std::vector<std::map<core::ContextId, Stack>> open_after_;  // each event
  std::uint64_t highest_ns_ = 0;
  bool changed_ = false;
};

}  // namespace uvscope::testing
