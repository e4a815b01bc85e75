// Reads records of resources from resource_row by its indexes.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "storage/chunk_directory.h"
#include "storage/damage.h"
#include "storage/session.h"
#include "storage/statement.h"

namespace uvscope::storage {

// Where the events of a resource lie; both 0 for what has none.
struct EventSpan {
  EventSeq first = kNoSeq, last = kNoSeq;
};

class ResourceReader {
 public:
  // Both must outlive the reader.
  static core::Result<ResourceReader> open(sqlite3* db, const ChunkDirectory& directory,
                                           Damage& damage);

  // Of what has had an event: not of mere parents.
  [[nodiscard]] std::optional<ResourceRecord> resource(core::ResourceKey key);
  [[nodiscard]] EventSpan eventSpan(core::ResourceKey key);
  [[nodiscard]] std::vector<TypeTotal> typeTotals();

  [[nodiscard]] std::vector<TreeNode> roots(ParentKind by);
  [[nodiscard]] std::vector<TreeNode> children(core::ResourceKey parent, ParentKind by,
                                               std::uint64_t offset, std::uint64_t limit);
  [[nodiscard]] std::vector<TreeNode> chain(core::ResourceKey key, ParentKind by);

  [[nodiscard]] std::vector<ResourceRecord> list(std::uint64_t offset, std::uint64_t limit);
  [[nodiscard]] std::vector<ResourceRecord> aliveIn(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                    std::uint64_t limit);
  // `at` is an event that exists.
  [[nodiscard]] std::vector<ResourceRecord> undestroyed(EventSeq at, std::uint64_t offset,
                                                        std::uint64_t limit);

 private:
  // Resources of one life (see resource_columns.h), in order.
  struct LifeRange {
    std::int64_t life = 0;
    std::uint64_t after_number = 0, up_to_number = 0;
  };

  ResourceReader(sqlite3* db, const ChunkDirectory& directory, Damage& damage);

  [[nodiscard]] std::string inLayout(std::string_view sql) const;
  [[nodiscard]] std::optional<TreeNode> node(core::ResourceKey key, ParentKind by);
  [[nodiscard]] std::vector<ResourceRecord> records(Statement& select);
  [[nodiscard]] std::vector<TreeNode> nodes(Statement& select, ParentKind by);
  bool stepToRow(Statement& select);

  // The ranges of finite lives of resources that may still be alive at event `at`.
  [[nodiscard]] std::vector<LifeRange> finiteLives(EventSeq at, std::uint64_t up_to_number) const;

  // One condition on resources of a life, prepared once for every range that is merged.
  struct LifeQuery {
    std::string_view condition;  // on the parameters 4 and 5
    std::vector<Statement> selects;
  };

  // Merges ranges in order of number. `a` and `b` are the parameters of the condition.
  [[nodiscard]] std::vector<ResourceRecord> merge(LifeQuery& query,
                                                  const std::vector<LifeRange>& ranges,
                                                  std::uint64_t a, std::uint64_t b,
                                                  std::uint64_t offset, std::uint64_t limit);
  // As many statements as there are ranges, as far as they can be prepared.
  void prepare(LifeQuery& query, std::size_t ranges);
  // How many resources had been numbered before `seq`'s chunk, and after it.
  [[nodiscard]] std::uint64_t numbersBefore(EventSeq seq) const;
  [[nodiscard]] std::uint64_t numbersAfter(EventSeq seq) const;

  sqlite3* db_;
  bool has_newer_columns_;  // else the file is of layout 1
  const ChunkDirectory* directory_;
  Damage* damage_;
  Statement by_key_, by_trigger_, by_execution_, list_, totals_;
  LifeQuery alive_in_time_, alive_at_event_;
};

}  // namespace uvscope::storage
