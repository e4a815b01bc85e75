// A filter that replaces what a session tells of its machine and its users: command lines, paths,
// names of threads, addresses and whatever else stands in details. Names of functions and types
// stay, and so do process numbers and times.
#pragma once

#include <unordered_map>
#include <vector>

#include "storage/placeholders.h"
#include "storage/rewrite.h"

namespace uvscope::storage {

class Redact final : public RewriteFilter {
 public:
  // `words` must outlive it.
  Redact(core::EventSink& next, Placeholders& words) : RewriteFilter(next), words_(words) {}

  void onProcess(const core::ProcessInfo& process) override;
  void onContext(const core::ContextInfo& context) override;
  void onFrames(core::CodeId code, std::span<const core::StackFrame> frames) override;
  void onStack(core::StackId stack, std::span<const core::CodeId> codes,
               std::string_view site) override;
  void onDetail(core::ResourceKey resource, std::string_view detail) override;

 private:
  Placeholders& words_;

  // Which frame of a place in code is the program's own, replaced: sites are named by it.
  struct Named {
    core::StackFrame frame;
    bool is_system = true;
  };

  std::unordered_map<std::uint32_t, Named> codes_;
};

}  // namespace uvscope::storage
