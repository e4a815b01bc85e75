// Filters that let several sessions be one: each gives its processes, threads, types, stacks and
// places in code numbers that no other has.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

#include "storage/rewrite.h"

namespace uvscope::storage {

// The numbers that were given out. Types of the same name are one type.
struct MergedNumbers {
  std::uint32_t processes = 0, contexts = 0, stacks = 0, codes = 0;
  std::map<std::string, core::TypeId, std::less<>> types;
};

class Renumber final : public RewriteFilter {
 public:
  // `numbers` must outlive it.
  Renumber(core::EventSink& next, MergedNumbers& numbers) : RewriteFilter(next), given_(numbers) {}

  void onProcess(const core::ProcessInfo& process) override;
  void onContext(const core::ContextInfo& context) override;
  void onType(core::TypeId type, std::string_view name) override;
  void onFrames(core::CodeId code, std::span<const core::StackFrame> frames) override;
  void onStack(core::StackId stack, std::span<const core::CodeId> codes,
               std::string_view site) override;
  void onEvents(std::span<const core::Event> events) override;
  void onDetail(core::ResourceKey resource, std::string_view detail) override;
  void onDropped(core::ContextId context, std::uint64_t count) override;
  void onProcessExit(const core::ProcessExit& exit) override;

 private:
  core::ProcessId of(core::ProcessId process);
  core::ContextId of(core::ContextId context);
  core::CodeId of(core::CodeId code);
  core::TypeId of(core::TypeId type);
  void renumber(core::Event& event);

  MergedNumbers& given_;
  std::unordered_map<std::uint32_t, std::uint32_t> processes_, contexts_, stacks_, codes_;
  std::unordered_map<std::uint16_t, core::TypeId> types_;
  std::vector<core::Event> renumbered_;
};

}  // namespace uvscope::storage
