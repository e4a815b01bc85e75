// A writer's look into its own session, when an event asks for what is no longer in memory.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "storage/chunk_reader.h"
#include "storage/closed_blocks.h"
#include "storage/damage.h"

namespace uvscope::storage {

class SessionPast final : public OlderResources {
 public:
  // Writes the events of the open chunk that come before `end`, in the transaction that is open.
  using Flush = std::function<void(EventSeq end)>;

  // `db` and what `flush` stands on must outlive this.
  SessionPast(sqlite3* db, Flush flush);

  std::optional<KeptRecord> older(core::ResourceKey key) override;
  std::optional<KeptRecord> retired(ResourceNumber number, const Birth& birth,
                                    EventSeq before) override;

  // What was read is no longer all.
  void blockClosed() { reader_.reset(); }

 private:
  struct Reader {
    Damage damage;
    std::optional<ChunkReader> chunks;
    std::optional<ClosedBlocks> blocks;
  };

  // Null if the session cannot be read.
  Reader* reader();

  sqlite3* db_;
  Flush flush_;
  std::unique_ptr<Reader> reader_;
};

}  // namespace uvscope::storage
