// A session file as a Session. Opening reads only what is small; the file is never changed. What
// cannot be read is left out, and info().damage says so as soon as it is met.
//
// The reader holds a view of the file from one refresh() to the next. While a recording goes on, a
// reader that never refreshes keeps SQLite's log from being used anew, so that it grows.
//
// A file of an older layout is read through a copy in a temporary place, as of the moment of
// opening (storage/migration.h).
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "storage/chunk_reader.h"
#include "storage/resource_reader.h"
#include "storage/run_reader.h"
#include "storage/session.h"
#include "storage/session_catalog.h"
#include "storage/session_file.h"
#include "storage/stack_reader.h"

namespace uvscope::storage {

class SessionReader final : public Session {
 public:
  static core::Result<std::unique_ptr<SessionReader>> open(const std::string& path);
  ~SessionReader() override;
  SessionReader(const SessionReader&) = delete;
  SessionReader& operator=(const SessionReader&) = delete;

  bool refresh() override;

  [[nodiscard]] const SessionInfo& info() const override;
  [[nodiscard]] const std::vector<core::ProcessInfo>& processes() const override;
  [[nodiscard]] const std::vector<core::ContextInfo>& contexts() const override;
  [[nodiscard]] std::string typeName(core::TypeId type) const override;
  [[nodiscard]] std::vector<TypeTotal> typeTotals() override;

  [[nodiscard]] const std::vector<LoopTotal>& loops() const override { return catalog_.loops; }

  [[nodiscard]] std::optional<ResourceRecord> resource(core::ResourceKey key) override;
  [[nodiscard]] std::vector<TreeNode> roots(ParentKind by) override;
  [[nodiscard]] std::vector<TreeNode> children(core::ResourceKey parent, ParentKind by,
                                               std::uint64_t offset, std::uint64_t limit) override;
  [[nodiscard]] std::vector<TreeNode> chain(core::ResourceKey key, ParentKind by) override;
  [[nodiscard]] std::unique_ptr<SubtreeQuery> subtrees(std::vector<core::ResourceKey> tops,
                                                       ParentKind by) override;
  [[nodiscard]] std::vector<ResourceRecord> resources(std::uint64_t offset,
                                                      std::uint64_t limit) override;
  [[nodiscard]] std::vector<ResourceRecord> resourcesIn(std::uint64_t begin_ns,
                                                        std::uint64_t end_ns,
                                                        std::uint64_t limit) override;
  [[nodiscard]] std::vector<ResourceRecord> undestroyed(EventSeq at, std::uint64_t offset,
                                                        std::uint64_t limit) override;
  [[nodiscard]] std::uint64_t undestroyedCount(EventSeq at) override;
  [[nodiscard]] std::vector<TypeAlive> aliveByType(EventSeq at) override;

  [[nodiscard]] std::vector<core::StackFrame> frames(core::StackId stack) override;
  [[nodiscard]] std::string site(core::StackId stack) override;

  [[nodiscard]] std::vector<core::Event> events(EventSeq first, std::uint64_t count) override;
  [[nodiscard]] EventSeq nextEventOf(core::ResourceKey key, EventSeq from) override;
  [[nodiscard]] EventSeq previousEventOf(core::ResourceKey key, EventSeq from) override;
  [[nodiscard]] EventSeq eventAt(std::uint64_t ts_ns) override;
  [[nodiscard]] std::vector<Run> executionStack(core::ContextId context, EventSeq at) override;
  [[nodiscard]] std::vector<Run> runs(std::uint64_t begin_ns, std::uint64_t end_ns,
                                      std::uint64_t limit) override;
  [[nodiscard]] std::vector<TimeBucket> overview(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                 std::uint32_t count) override;
  [[nodiscard]] std::vector<ContextLoad> load(std::uint64_t begin_ns, std::uint64_t end_ns,
                                              std::uint32_t count) override;
  [[nodiscard]] std::vector<TypeCurve> aliveCurves(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                   std::uint32_t count) override;

  // The file that is read: that of info().path, or its copy.
  [[nodiscard]] const std::string& filePath() const;

  // For what reads more of the file than a Session tells: only to be read by.
  [[nodiscard]] sqlite3* connection() const;

  // For the tables in SQL.
  [[nodiscard]] ChunkReader& chunks();
  [[nodiscard]] RunReader& runReader();
  // The first chunk at or after `from` that may have an event of `key`.
  [[nodiscard]] std::optional<std::size_t> nextChunkOf(core::ResourceKey key, std::size_t from);

 private:
  struct File;  // the connection and all that depends on it

  explicit SessionReader(std::string path);
  core::Result<void> openFile();
  core::Result<void> adopt(OpenedSession opened);
  void read();
  void giveWay();

  std::string path_;
  std::unique_ptr<File> file_;
  mutable SessionCatalog catalog_;  // info.damage is filled in when it is asked for
};

}  // namespace uvscope::storage
