// Filters that let a part of a session pass.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "storage/rewrite.h"

namespace uvscope::storage {

// Ids of one context, a bit each: a program has many.
class IdSet {
 public:
  void add(core::AsyncId id);
  [[nodiscard]] bool has(core::AsyncId id) const;

 private:
  static constexpr std::uint64_t kPageIds = 4096;
  std::unordered_map<std::uint64_t, std::vector<bool>> pages_;
};

// A resource and what exists because of it, directly or not. Its own trigger, and whatever else
// lies outside, stays as a parent by its id alone.
class CutSubtree final : public RewriteFilter {
 public:
  // `process` is the one of the root's context.
  CutSubtree(core::EventSink& next, core::ResourceKey root, core::ProcessId process);

  void onProcess(const core::ProcessInfo& process) override;
  void onContext(const core::ContextInfo& context) override;
  void onEvents(std::span<const core::Event> events) override;
  void onDetail(core::ResourceKey resource, std::string_view detail) override;
  void onDropped(core::ContextId context, std::uint64_t count) override;
  void onProcessExit(const core::ProcessExit& exit) override;

 private:
  core::ContextId context_;
  core::ProcessId process_;
  IdSet ids_;
  std::vector<core::Event> passing_;
};

// What lies in [from, to), with `from` as the new beginning. What is alive then is made at that
// moment, in the order in which it was made, with the type that it had become; callbacks that are
// open, polls and loops begin there.
class CutTime final : public RewriteFilter {
 public:
  CutTime(core::EventSink& next, std::uint64_t from_ns, std::uint64_t to_ns);

  void onProcess(const core::ProcessInfo& process) override;
  void onContext(const core::ContextInfo& context) override;
  void onEvents(std::span<const core::Event> events) override;
  void onDetail(core::ResourceKey resource, std::string_view detail) override;
  void onDropped(core::ContextId context, std::uint64_t count) override;
  void onProcessExit(const core::ProcessExit& exit) override;
  void endOfEvents() override;

 private:
  // What is known of a resource that is alive before the range.
  struct Alive {
    std::uint64_t order = 0;
    core::Event init;
    std::vector<core::Event> facts;  // that hold: unref, active, closing, …
    std::string detail;
  };

  // What a thread is in the middle of before the range.
  struct Middle {
    std::vector<core::Event> loops;
    std::optional<core::Event> poll;
    std::vector<core::Event> callbacks;  // outermost first
  };

  void remember(const core::Event& event);
  void rememberOfThread(Middle& middle, const core::Event& event);
  void begin();
  void pass(core::Event event);
  void flush();

  std::uint64_t from_ns_, to_ns_;
  bool begun_ = false;
  std::unordered_map<core::ResourceKey, Alive> alive_;
  std::map<core::ContextId, Middle> middles_;
  std::uint64_t order_ = 0;
  std::set<core::ProcessId> later_;  // processes that begin after the range
  std::vector<core::Event> passing_;
};

}  // namespace uvscope::storage
