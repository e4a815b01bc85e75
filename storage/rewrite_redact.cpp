#include "storage/rewrite_redact.h"

namespace uvscope::storage {

void Redact::onProcess(const core::ProcessInfo& process) {
  core::ProcessInfo redacted = process;
  redacted.executable = words_.of(Secret::Path, process.executable);
  for (std::string& argument : redacted.arguments)
    argument = words_.ofCommand(argument);
  next_.onProcess(redacted);
}

void Redact::onContext(const core::ContextInfo& context) {
  core::ContextInfo redacted = context;
  redacted.name = words_.of(Secret::Thread, context.name);
  next_.onContext(redacted);
}

void Redact::onFrames(core::CodeId code, std::span<const core::StackFrame> frames) {
  std::vector<core::StackFrame> redacted(frames.begin(), frames.end());
  for (core::StackFrame& frame : redacted) {
    // Views tell the system's code by the name of its library, which every machine has.
    frame.module = core::isSystemCode(frame) ? frame.module.substr(frame.module.rfind('/') + 1)
                                             : words_.of(Secret::Path, frame.module);
    frame.file = words_.of(Secret::Path, frame.file);
  }
  Named named;
  // Whose code it is can only be told by the names that it had.
  const std::size_t own = core::creationSite(frames);
  if (own < frames.size()) named = {redacted[own], core::isSystemCode(frames[own])};
  codes_[code.value] = std::move(named);
  next_.onFrames(code, redacted);
}

// The site is named anew: it may tell a file.
void Redact::onStack(core::StackId stack, std::span<const core::CodeId> codes,
                     std::string_view site) {
  if (site.empty()) return next_.onStack(stack, codes, site);
  const Named* named = nullptr;
  for (const core::CodeId code : codes) {
    const auto found = codes_.find(code.value);
    if (found == codes_.end()) continue;
    if (named == nullptr) named = &found->second;
    if (found->second.is_system) continue;
    named = &found->second;
    break;
  }
  next_.onStack(stack, codes, named == nullptr ? std::string() : core::frameName(named->frame));
}

void Redact::onDetail(core::ResourceKey resource, std::string_view detail) {
  next_.onDetail(resource, words_.ofDetail(detail));
}

}  // namespace uvscope::storage
