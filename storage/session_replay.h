// Tells a session to a sink once more, in the order in which it was recorded. Only a chunk of it is
// in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/event_sink.h"
#include "storage/checked_rows.h"
#include "storage/lost_events.h"
#include "storage/row_cursor.h"
#include "storage/session_reader.h"

namespace uvscope::storage {

// Stacks are numbered anew, in the order in which they are used; those that no event bears are not
// told. Where events cannot be read the sink is told of a loss.
class SessionReplay {
 public:
  // Both must outlive it; the session is not to be refreshed meanwhile.
  SessionReplay(SessionReader& session, core::EventSink& sink);
  ~SessionReplay();
  SessionReplay(const SessionReplay&) = delete;
  SessionReplay& operator=(const SessionReplay&) = delete;

  // Ends before the chunks of which all events are at `ns` or later.
  void stopBefore(std::uint64_t ns);

  // Processes, threads and the program's own types. To be called first.
  void announce();
  // The time of the next event; nothing: there are no more.
  [[nodiscard]] std::optional<std::uint64_t> nextNs();
  // Tells events up to the first one that is later than `last_ns`, at most a chunk.
  void tell(std::uint64_t last_ns);
  // What was lost after the last event, and how the processes have ended. To be called last.
  void conclude();

  // Events that were not readable.
  [[nodiscard]] std::uint64_t lost() const { return lost_.lost(); }

  // What beside events was not.
  [[nodiscard]] const Damage& damage() const { return damage_; }

 private:
  class Stacks;

  bool loadNext();
  std::uint64_t eventsCutOff();
  void renumberStacks();
  void collectDetails(const DecodedChunk& chunk);
  // With the details that belong between them.
  void tellTo(std::size_t end);
  void tellEvents(std::size_t end);
  void tellLossesUpTo(EventSeq last);

  SessionReader& session_;
  core::EventSink& sink_;
  Damage damage_;
  LostEvents lost_;
  RowCursor<CheckedSelect> dropped_;
  std::unique_ptr<Stacks> stacks_;
  std::size_t next_chunk_ = 0, end_chunk_;
  std::vector<core::Event> events_;  // of the chunk at hand
  EventSeq first_seq_ = 1;
  std::size_t told_ = 0;  // how many of them

  struct Detail {
    std::size_t after;  // position of the event that it follows
    core::ResourceKey key;
    std::string text;
  };

  std::vector<Detail> details_;
  std::size_t details_told_ = 0;
};

}  // namespace uvscope::storage
