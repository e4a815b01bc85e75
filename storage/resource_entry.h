// A resource as it is kept in memory while its block is open.
#pragma once

#include <cstdint>

#include "storage/chunk_set.h"
#include "storage/session.h"
#include "storage/subtree_codec.h"

namespace uvscope::storage {

// Resources are numbered from 1 in order of their first event, without gaps.
using ResourceNumber = std::uint64_t;

// What every event changes comes first, to lie together.
struct ResourceEntry {
  ChunkSet chunks;              // of the open block, where it or a child of it has an event
  std::uint32_t starts = 0;     // runs that have begun
  std::uint32_t open_runs = 0;  // … and not ended
  EventSeq last_seq = kNoSeq;   // of it, or of the birth of a child
  bool touched = false;         // its record changes in the open block, in which it was not born
  bool born = false;            // … in which it was born, as birth number `birth`
  bool ended = false;           // … and has come to its end
  bool kept = false;     // its record is in the file: it outlived the block that it was born in
  bool revived = false;  // it had ended, and its record could be told from its events, until now
  bool stray = false;    // found by its id in a table of its own (see BornIds)
  // Its record does not follow from its own events alone, so it is kept.
  bool odd = false;
  std::uint32_t trigger_born = 0, execution_born = 0;  // children born in the open block
  ResourceRecord record;  // the children that were born in this block included
  ResourceNumber number = 0;
  std::uint64_t place = 0;  // among the kept records, if `kept`
  std::uint32_t birth = 0;  // among those of the open block, from 0, if `born`
  // Of the open block: those that it hangs below, or if nothing is known of its parents or it was
  // born before, the one that it is itself; none as long as nothing hangs below that.
  StemNumbers stems;
  // Of one that was born before: as it was when the block began.
  SubtreeSums before;

  // Nothing more is expected of it.
  [[nodiscard]] bool over() const { return record.destroyed() && open_runs == 0; }

  // What it adds to a subtree by itself, but for its birth.
  [[nodiscard]] SubtreeSums sums() const {
    const bool alive = record.init_seq != kNoSeq && !record.destroyed();
    return {0, alive ? 1U : 0U, record.runs, record.run_ns};
  }
};

}  // namespace uvscope::storage
