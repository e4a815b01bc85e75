#include "storage/resource_reader.h"

#include <algorithm>
#include <bit>
#include <deque>
#include <limits>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "storage/resource_columns.h"

namespace uvscope::storage {
namespace {

using core::Result;

constexpr std::string_view kByKeySql =
    "SELECT " UVSCOPE_RESOURCE_COLUMNS " FROM resource_row WHERE context = ? AND id = ?";
constexpr std::string_view kByTriggerSql =
    "SELECT " UVSCOPE_RESOURCE_COLUMNS
    " FROM resource_row INDEXED BY resource_row_trigger WHERE context = ? AND trigger_id = ? "
    "ORDER BY number LIMIT ?4 OFFSET ?3";
constexpr std::string_view kByExecutionSql =
    "SELECT " UVSCOPE_RESOURCE_COLUMNS
    " FROM resource_row INDEXED BY resource_row_execution WHERE context = ? AND execution_id = ? "
    "ORDER BY number LIMIT ?4 OFFSET ?3";
constexpr std::string_view kListSql = "SELECT " UVSCOPE_RESOURCE_COLUMNS
                                      " FROM resource_row WHERE number > ? ORDER BY number LIMIT ?";
constexpr std::string_view kTotalsSql =
    "SELECT type, total, alive, runs, run_ns FROM type_total WHERE total > 0 ORDER BY type";
constexpr std::string_view kRootsSql =
    "SELECT " UVSCOPE_RESOURCE_COLUMNS
    " FROM resource_row INDEXED BY resource_row_life WHERE life = ?1 AND number < ?2";
constexpr std::string_view kLifeSql =
    "SELECT " UVSCOPE_RESOURCE_COLUMNS
    " FROM resource_row INDEXED BY resource_row_life WHERE life = ?1 AND number > ?2 AND "
    "number <= ?3 AND ";
constexpr std::string_view kAliveInTime =
    "(init_ns IS NULL OR init_ns < ?5) AND (destroy_ns IS NULL OR destroy_ns >= ?4)";
constexpr std::string_view kAliveAtEvent =
    "init_seq <= ?4 AND (destroy_seq IS NULL OR destroy_seq > ?5)";
constexpr std::string_view kLifeOrder = " ORDER BY number";

constexpr std::uint64_t kAnyNumber = std::numeric_limits<std::int64_t>::max();

// What SQLite can hold: its whole numbers are signed.
std::uint64_t clamped(std::uint64_t value) {
  return std::min(value, kAnyNumber);
}

std::uint64_t childrenOf(const ResourceRecord& record, ParentKind by) {
  return by == ParentKind::Trigger ? record.trigger_children : record.execution_children;
}

// The row that `select` stands on.
TreeNode nodeOf(const Statement& select, ParentKind by) {
  ResourceRecord record = readRecord(select);
  TreeNode node;
  node.key = record.key;
  node.children = childrenOf(record, by);
  if (select.integer(resource_column::Number) > 0) node.resource = std::move(record);
  return node;
}

// Roots of one context: the main program, the loop, then what is older than the recording.
std::tuple<core::ContextId, int, core::AsyncId> rootOrder(const TreeNode& node) {
  const core::AsyncId id = node.key.id;
  const int rank = id == core::kBootstrapId ? 0 : id == core::kNativeId ? 1 : 2;
  return {node.key.context, rank, id};
}

}  // namespace

ResourceReader::ResourceReader(sqlite3* db, const ChunkDirectory& directory, Damage& damage)
    : db_(db),
      has_newer_columns_(hasNewerColumns(db)),
      directory_(&directory),
      damage_(&damage),
      alive_in_time_{kAliveInTime, {}},
      alive_at_event_{kAliveAtEvent, {}} {}

Result<ResourceReader> ResourceReader::open(sqlite3* db, const ChunkDirectory& directory,
                                            Damage& damage) {
  ResourceReader reader(db, directory, damage);

  const core::Result<void> prepared =
      prepareAll(db, {{reader.by_key_, reader.inLayout(kByKeySql)},
                      {reader.by_trigger_, reader.inLayout(kByTriggerSql)},
                      {reader.by_execution_, reader.inLayout(kByExecutionSql)},
                      {reader.list_, reader.inLayout(kListSql)},
                      {reader.totals_, kTotalsSql}});
  if (!prepared) return prepared.error();
  return reader;
}

std::string ResourceReader::inLayout(std::string_view sql) const {
  return has_newer_columns_ ? std::string(sql) : withoutNewerColumns(sql);
}

bool ResourceReader::stepToRow(Statement& select) {
  const Statement::Step step = select.step();
  if (step == Statement::Step::Failed) {
    damage_->note(std::string("some resources cannot be read: ") + sqlite3_errmsg(db_));
  }
  return step == Statement::Step::Row;
}

std::vector<ResourceRecord> ResourceReader::records(Statement& select) {
  const StatementUse use(select);
  std::vector<ResourceRecord> found;
  while (stepToRow(select))
    found.push_back(readRecord(select));
  return found;
}

std::vector<TreeNode> ResourceReader::nodes(Statement& select, ParentKind by) {
  const StatementUse use(select);
  std::vector<TreeNode> found;
  while (stepToRow(select))
    found.push_back(nodeOf(select, by));
  return found;
}

std::optional<TreeNode> ResourceReader::node(core::ResourceKey key, ParentKind by) {
  by_key_.bind(1, key.context.value);
  by_key_.bind(2, key.id.value);
  std::vector<TreeNode> found = nodes(by_key_, by);
  if (!found.empty()) return std::move(found.front());
  if (core::isSyntheticRoot(key.id)) return TreeNode{key, std::nullopt, 0};
  return std::nullopt;
}

std::optional<ResourceRecord> ResourceReader::resource(core::ResourceKey key) {
  std::optional<TreeNode> found = node(key, ParentKind::Trigger);
  if (!found) return std::nullopt;
  return std::move(found->resource);
}

EventSpan ResourceReader::eventSpan(core::ResourceKey key) {
  const StatementUse use(by_key_);
  by_key_.bind(1, key.context.value);
  by_key_.bind(2, key.id.value);
  if (!stepToRow(by_key_)) return {};
  return {by_key_.whole(resource_column::FirstSeq), by_key_.whole(resource_column::LastSeq)};
}

std::vector<TypeTotal> ResourceReader::typeTotals() {
  const StatementUse use(totals_);
  std::vector<TypeTotal> totals;
  while (stepToRow(totals_)) {
    TypeTotal total;
    total.type.value = static_cast<std::uint16_t>(totals_.integer(0));
    total.total = totals_.whole(1);
    total.alive = totals_.whole(2);
    total.runs = totals_.whole(3);
    total.run_ns = totals_.whole(4);
    totals.push_back(total);
  }
  return totals;
}

std::vector<TreeNode> ResourceReader::roots(ParentKind by) {
  Result<Statement> select = Statement::prepare(db_, inLayout(kRootsSql));
  if (!select) return {};
  select->bind(1, kLifeOlder);
  select->bind(2, kAnyNumber);
  std::vector<TreeNode> found = nodes(*select, by);
  std::erase_if(found, [](const TreeNode& root) { return root.children == 0; });
  std::sort(found.begin(), found.end(),
            [](const TreeNode& a, const TreeNode& b) { return rootOrder(a) < rootOrder(b); });
  return found;
}

std::vector<TreeNode> ResourceReader::children(core::ResourceKey parent, ParentKind by,
                                               std::uint64_t offset, std::uint64_t limit) {
  Statement& select = by == ParentKind::Trigger ? by_trigger_ : by_execution_;
  select.bind(1, parent.context.value);
  select.bind(2, parent.id.value);
  select.bind(3, clamped(offset));
  select.bind(4, clamped(limit));
  return nodes(select, by);
}

std::vector<TreeNode> ResourceReader::chain(core::ResourceKey key, ParentKind by) {
  std::vector<TreeNode> found;
  std::unordered_set<std::uint64_t> seen;  // a stream that breaks the rules may hold a circle
  while (seen.insert(key.id.value).second) {
    std::optional<TreeNode> next = node(key, by);
    if (!next) break;
    found.push_back(std::move(*next));
    const std::optional<ResourceRecord>& record = found.back().resource;
    if (!record || record->init_seq == kNoSeq) break;
    key.id = by == ParentKind::Trigger ? record->trigger : record->execution;
  }
  return found;
}

std::vector<ResourceRecord> ResourceReader::list(std::uint64_t offset, std::uint64_t limit) {
  list_.bind(1, clamped(offset));  // numbers have no gaps
  list_.bind(2, clamped(limit));
  return records(list_);
}

std::uint64_t ResourceReader::numbersBefore(EventSeq seq) const {
  const auto chunk = directory_->chunkOf(seq);
  return !chunk || *chunk == 0 ? 0 : directory_->entry(*chunk - 1).resources;
}

std::uint64_t ResourceReader::numbersAfter(EventSeq seq) const {
  const auto chunk = directory_->chunkOf(seq);
  return chunk ? directory_->entry(*chunk).resources : 0;
}

std::vector<ResourceReader::LifeRange> ResourceReader::finiteLives(EventSeq at,
                                                                   std::uint64_t up_to) const {
  std::vector<LifeRange> ranges;
  const auto lives = static_cast<std::int64_t>(std::bit_width(directory_->events()));
  for (std::int64_t life = 0; life < lives; ++life) {
    const EventSeq longest = EventSeq{1} << static_cast<unsigned>(life + 1);
    const EventSeq first = at > longest ? at - longest : 1;
    ranges.push_back({life, numbersBefore(first), up_to});
  }
  return ranges;
}

std::vector<ResourceRecord> ResourceReader::aliveIn(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                    std::uint64_t limit) {
  if (begin_ns >= end_ns) return {};
  const std::size_t reaching = directory_->firstReaching(begin_ns);
  const EventSeq begin_seq =
      reaching < directory_->size() ? directory_->firstSeq(reaching) : directory_->events() + 1;
  const std::size_t end = directory_->endBefore(end_ns);
  const std::uint64_t up_to = end == 0 ? 0 : directory_->entry(end - 1).resources;
  std::vector<LifeRange> ranges = finiteLives(std::min(begin_seq, directory_->events()), up_to);
  ranges.push_back({kLifeOlder, 0, kAnyNumber});
  ranges.push_back({kLifeEndless, 0, up_to});
  return merge(alive_in_time_, ranges, begin_ns, end_ns, 0, limit);
}

std::vector<ResourceRecord> ResourceReader::undestroyed(EventSeq at, std::uint64_t offset,
                                                        std::uint64_t limit) {
  const std::uint64_t up_to = numbersAfter(at);
  std::vector<LifeRange> ranges;
  if (at < directory_->events()) ranges = finiteLives(at, up_to);
  ranges.push_back({kLifeEndless, 0, up_to});
  return merge(alive_at_event_, ranges, at, at, offset, limit);
}

void ResourceReader::prepare(LifeQuery& query, std::size_t ranges) {
  const std::string sql = inLayout(kLifeSql).append(query.condition).append(kLifeOrder);
  while (query.selects.size() < ranges) {
    Result<Statement> select = Statement::prepare(db_, sql);
    if (!select) return;
    query.selects.push_back(std::move(*select));
  }
}

std::vector<ResourceRecord> ResourceReader::merge(LifeQuery& query,
                                                  const std::vector<LifeRange>& ranges,
                                                  std::uint64_t a, std::uint64_t b,
                                                  std::uint64_t offset, std::uint64_t limit) {
  const auto later = [](const Statement* x, const Statement* y) {
    return x->integer(resource_column::Number) > y->integer(resource_column::Number);
  };
  prepare(query, ranges.size());
  std::deque<StatementUse> uses;
  std::vector<Statement*> heap;  // each stands on its next row
  for (std::size_t i = 0; i < ranges.size() && i < query.selects.size(); ++i) {
    Statement& select = query.selects[i];
    uses.emplace_back(select);
    select.bind(1, ranges[i].life);
    select.bind(2, ranges[i].after_number);
    select.bind(3, clamped(ranges[i].up_to_number));
    select.bind(4, clamped(a));
    select.bind(5, clamped(b));
    if (stepToRow(select)) heap.push_back(&select);
  }
  std::make_heap(heap.begin(), heap.end(), later);
  std::vector<ResourceRecord> found;
  while (!heap.empty() && found.size() < limit) {
    std::pop_heap(heap.begin(), heap.end(), later);
    Statement& next = *heap.back();
    if (offset > 0) {
      --offset;
    } else {
      found.push_back(readRecord(next));
    }
    if (stepToRow(next)) {
      std::push_heap(heap.begin(), heap.end(), later);
    } else {
      heap.pop_back();
    }
  }
  return found;
}

}  // namespace uvscope::storage
