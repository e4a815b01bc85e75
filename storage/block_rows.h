// Reads a table that has a row for each closed block, with a blob: the blocks that were asked for
// last stay in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "storage/checked_rows.h"
#include "storage/chunk_set.h"
#include "storage/damage.h"
#include "storage/recently_used.h"
#include "storage/row_counts.h"

namespace uvscope::storage {

template <class Value>
class BlockRows {
 public:
  // False if the bytes are not what was written; any bytes are safe.
  using Decode = bool (*)(std::span<const std::uint8_t>, Value&);

  struct Options {
    const CheckedTable& table;  // of two columns, the number of the block and the blob
    Decode decode;
    std::string_view missing;  // what is noted as damage: a constant
    std::size_t remembered = 8;
  };

  // None: the session is of a layout that had no such table.
  BlockRows(sqlite3* db, const Options& options, Damage& damage)
      : decode_(options.decode),
        missing_(options.missing),
        damage_(&damage),
        values_(options.remembered) {
    auto select = CheckedSelect::prepare(db, options.table, "WHERE id = ?");
    Damage of_count;
    told_ = toldCount(db, options.table.name, select ? damage : of_count).value_or(0);
    if (select) {
      select_ = std::move(*select);
    } else if (told_ != 0) {
      damage.note(std::string(missing_));
    }
  }

  // Null: the block is open, nothing is told of it, or it cannot be read, which is noted.
  std::shared_ptr<const Value> find(std::uint64_t block) {
    if (!select_) return nullptr;
    if (auto known = values_.find(block)) return known;
    const StatementUse use(select_);
    select_.bind(1, block);
    const Statement::Step step = select_.step();
    if (step == Statement::Step::Done && block >= told_) return nullptr;
    auto value = std::make_shared<Value>();
    if (step != Statement::Step::Row || !decode_(select_.blob(1), *value)) {
      damage_->note(std::string(missing_));
      return nullptr;
    }
    values_.keep(block, value);
    return value;
  }

 private:
  Decode decode_;
  std::string_view missing_;
  Damage* damage_;
  CheckedSelect select_;
  std::uint64_t told_ = 0;  // blocks that have a row, as of opening
  RecentlyUsed<Value> values_;
};

// A table whose blobs hold something of each chunk of their block.
template <class Value>
class ChunkRows {
 public:
  using Block = std::vector<Value>;
  using Options = typename BlockRows<Block>::Options;

  ChunkRows(sqlite3* db, const Options& options, Damage& damage) : blocks_(db, options, damage) {}

  // Null where there is none, see BlockRows. Stays until the next call.
  const Value* find(std::size_t chunk) {
    const std::size_t block = chunk / kChunksPerBlock;
    if (last_ == nullptr || last_block_ != block) {
      last_ = blocks_.find(block);
      last_block_ = block;
    }
    const std::size_t in_block = chunk % kChunksPerBlock;
    return last_ != nullptr && in_block < last_->size() ? &(*last_)[in_block] : nullptr;
  }

 private:
  BlockRows<Block> blocks_;
  std::shared_ptr<const Block> last_;
  std::size_t last_block_ = 0;
};

}  // namespace uvscope::storage
