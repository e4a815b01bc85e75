// Keeps the records of resources while events stream by, and writes them to resource_row. In memory
// are only those that live or have changed since the last flush.
//
// A resource is numbered from 1 in order of its first event. What is only known as a parent (the
// synthetic roots, resources older than the recording) has a row with a negative number, so that
// its children are counted; its first event makes it a resource.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/run_stacks.h"
#include "storage/session.h"
#include "storage/statement.h"

namespace uvscope::storage {

class ResourceWriter {
 public:
  static core::Result<ResourceWriter> open(sqlite3* db);

  // Takes in an event, `stacks` being as before it. After is told by onRunEnded as well. False: an
  // Init or Destroy that does not change the number of resources alive.
  bool apply(const core::Event& event, EventSeq seq, RunStacks& stacks);
  // A run that its own After has ended.
  void onRunEnded(const Run& run);
  void onDetail(core::ResourceKey key, std::string_view detail);

  [[nodiscard]] std::uint64_t resources() const { return static_cast<std::uint64_t>(highest_); }

  [[nodiscard]] std::uint64_t alive() const { return alive_; }

  // So many changed records that flushing should not wait for the next commit.
  [[nodiscard]] bool wantsFlush() const { return changed_.size() >= kMaxChanged; }

  // Writes what has changed, in the transaction that is open, and forgets destroyed resources. The
  // first failure of any call since the last flush is returned here.
  core::Result<void> flush();

 private:
  static constexpr std::size_t kMaxChanged = 65536;

  struct Entry {
    ResourceRecord record;
    std::int64_t number = 0;  // 0: not yet given
    EventSeq first_seq = kNoSeq, last_seq = kNoSeq;
    std::uint32_t starts = 0;  // runs that have begun
    bool changed = false;
    bool in_file = false;
    bool end_in_file = false;  // … with its destroy
  };

  ResourceWriter() = default;

  // What is known of `key`, from memory or from the file; a fresh entry if nothing is.
  Entry& entryOf(core::ResourceKey key);
  // … as something that has had an event.
  Entry& resourceOf(const core::Event& event, EventSeq seq);
  Entry& parentOf(core::ResourceKey key);
  void touch(Entry& entry);

  bool onInit(Entry& entry, const core::Event& event, EventSeq seq, RunStacks& stacks);
  bool onDestroy(Entry& entry, const core::Event& event, EventSeq seq);
  void onRetype(Entry& entry, const core::Event& event);
  void onWritten(const ResourceRecord& request, const core::Event& event);
  void onRepeat(const ResourceRecord& record, const core::Event& event);

  void load(Entry& entry);
  void removeRow(Entry& entry);
  core::Result<void> write(Entry& entry);
  core::Result<void> insert(Entry& entry);
  core::Result<void> update(Entry& entry);
  core::Result<void> writeTotals();
  TypeTotal& totalOf(core::TypeId type);

  std::unordered_map<core::ResourceKey, Entry> entries_;  // nodes do not move
  std::vector<Entry*> changed_;
  std::unordered_map<std::uint32_t, std::uint64_t> highest_id_;  // a context, of all ids ever seen
  std::map<core::TypeId, TypeTotal> totals_;
  std::map<core::TypeId, bool> changed_totals_;
  std::int64_t highest_ = 0;  // of the numbers of resources
  std::int64_t lowest_ = 0;   // of those of mere parents
  std::uint64_t alive_ = 0;
  core::Result<void> failure_;

  sqlite3* db_ = nullptr;
  Statement select_, insert_, update_, remove_, total_;
};

}  // namespace uvscope::storage
