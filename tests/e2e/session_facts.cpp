#include "tests/e2e/session_facts.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "core/event.h"
#include "tests/testing/protocol.h"

namespace uvscope::e2e {
namespace {

constexpr std::uint64_t kPage = 4096;

}  // namespace

SessionFacts::SessionFacts(const std::string& path) {
  auto opened = storage::SessionReader::open(path);
  if (!opened) throw std::runtime_error(opened.error().message);
  reader_ = std::move(*opened);
}

std::vector<storage::ResourceRecord> SessionFacts::ofType(const std::string& type) {
  std::vector<storage::ResourceRecord> found;
  for (std::uint64_t offset = 0;; offset += kPage) {
    const auto page = reader_->resources(offset, kPage);
    for (const auto& resource : page) {
      if (reader_->typeName(resource.type) == type) found.push_back(resource);
    }
    if (page.size() < kPage) return found;
  }
}

std::vector<storage::ResourceRecord> SessionFacts::ofType(const std::string& type,
                                                          core::ProcessId process) {
  std::set<core::ContextId> contexts;
  for (const auto& context : reader_->contexts()) {
    if (context.process == process) contexts.insert(context.id);
  }
  auto found = ofType(type);
  std::erase_if(found,
                [&](const auto& resource) { return !contexts.contains(resource.key.context); });
  return found;
}

std::string SessionFacts::typeOf(core::ContextId context, core::AsyncId id) {
  if (id == core::kNativeId) return "native";
  if (id == core::kBootstrapId) return "bootstrap";
  const auto resource = reader_->resource({context, id});
  return resource ? reader_->typeName(resource->type) : "unknown";
}

std::uint64_t SessionFacts::callbacks(core::ResourceKey key) {
  std::uint64_t count = 0;
  for (const core::Event& event : events()) {
    if (event.kind == core::EventKind::Before && event.id == key.id &&
        event.context == key.context && event.reason != core::CallbackReason::Close) {
      ++count;
    }
  }
  return count;
}

std::vector<core::Event> SessionFacts::events() {
  std::vector<core::Event> all;
  while (true) {
    const auto page = reader_->events(all.size() + 1, kPage);
    if (page.empty()) return all;
    all.insert(all.end(), page.begin(), page.end());
  }
}

std::vector<std::string> SessionFacts::contradictions() {
  std::map<core::ContextId, core::ProcessId> processes;
  for (const auto& context : reader_->contexts())
    processes[context.id] = context.process;
  uvscope::testing::Protocol protocol([&](core::ContextId context) { return processes[context]; });
  for (const core::Event& event : events())
    protocol.take(event);
  return protocol.findings();
}

}  // namespace uvscope::e2e
