// What an open resource means at a moment of the session: the facts that its verdict rests on, the
// verdict, and where the resource came from. Of what is known of the cursor only: what comes after
// it does not count, except that whether a resource is unref'd is known as of the end alone.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/analysis/leak_verdict.h"
#include "storage/session.h"

namespace uvscope::ui {

inline constexpr int kSiteAncestors = 4;

struct Judgement {
  std::optional<core::Finding> finding;  // nothing: open, and not suspected of anything
  std::string reason;                    // one sentence, with the facts
};

// "leaked handle: what it was made for is destroyed, and nobody closed it": the words of every
// front end.
std::string sentenceOf(const Judgement& judgement);

// "error", "warning", "info"; "open" without a finding.
std::string severityWord(const std::optional<core::Finding>& finding);

class LeakJudge {
 public:
  LeakJudge(storage::Session& session, storage::EventSeq at);

  // `at` is the last event of a finished session: nothing more can come.
  [[nodiscard]] bool ended() const { return ended_; }

  [[nodiscard]] std::uint64_t now() const { return now_ns_; }

  // `resource` must be undestroyed at the moment.
  Judgement judge(const storage::ResourceRecord& resource);

  // Where it came from: "made for TCPSERVERWRAP, for the main program", kSiteAncestors at most.
  std::string originOf(const storage::ResourceRecord& resource);

 private:
  struct Ancestor {
    core::TypeId type;  // 0: unknown
    core::AsyncId trigger;
    storage::EventSeq destroy_seq = storage::kNoSeq;
  };

  core::UndestroyedFacts factsOf(const storage::ResourceRecord& resource);
  const Ancestor& ancestor(core::ResourceKey key);
  [[nodiscard]] bool happened(storage::EventSeq seq) const;
  // Nothing more can come from this context.
  [[nodiscard]] bool ended(core::ContextId context) const;
  std::uint64_t lastEventNs(const storage::ResourceRecord& resource);
  bool running(core::ResourceKey key);

  storage::Session& session_;
  storage::EventSeq at_;
  std::uint64_t now_ns_ = 0;
  bool ended_ = false, at_end_ = false;
  std::unordered_map<core::ResourceKey, Ancestor> ancestors_;  // siblings share theirs
  std::optional<std::vector<core::ResourceKey>> running_;      // at the moment; read when needed
};

}  // namespace uvscope::ui
