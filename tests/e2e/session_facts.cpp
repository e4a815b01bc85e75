#include "tests/e2e/session_facts.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "core/event.h"

namespace uvscope::e2e {
namespace {

constexpr std::uint64_t kPage = 4096;

struct ContextState {
  std::set<core::AsyncId> born, destroyed;
  std::vector<core::AsyncId> running;
  std::uint64_t last_ns = 0;
};

std::string describe(const core::Event& event) {
  return std::to_string(event.context.value) + ": " + std::string(core::eventKindName(event.kind)) +
         " " + std::to_string(event.id.value);
}

// Empty: the event fits to what was before it.
std::string faultOf(const core::Event& event, ContextState& state) {
  const bool by_other_thread =
      event.kind >= core::EventKind::WorkStart && event.kind <= core::EventKind::Sent;
  if (!by_other_thread && event.ts_ns < state.last_ns) return "goes back in time";
  state.last_ns = std::max(state.last_ns, event.ts_ns);
  if (core::isOfLoop(event.kind)) return {};
  if (event.kind >= core::EventKind::Failed && core::isSyntheticRoot(event.id)) return {};
  if (event.kind == core::EventKind::Init) {
    return state.born.insert(event.id).second ? "" : "is born twice";
  }
  if (!state.born.contains(event.id)) return "is not born";
  if (state.destroyed.contains(event.id)) return "is destroyed";
  if (event.kind == core::EventKind::Before) state.running.push_back(event.id);
  if (event.kind == core::EventKind::Destroy) state.destroyed.insert(event.id);
  if (event.kind == core::EventKind::After) {
    if (state.running.empty() || state.running.back() != event.id) return "was not running";
    state.running.pop_back();
  }
  return {};
}

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
  std::vector<std::string> faults;
  std::map<core::ContextId, ContextState> contexts;
  for (const core::Event& event : events()) {
    const std::string fault = faultOf(event, contexts[event.context]);
    if (!fault.empty()) faults.push_back(describe(event) + " " + fault);
  }
  return faults;
}

}  // namespace uvscope::e2e
