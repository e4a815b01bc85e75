#include "tests/testing/protocol.h"

#include <utility>

#include "core/analysis/resource_class.h"
#include "core/provider.h"

namespace uvscope::testing {
namespace {

using core::EventKind;

std::string describe(const core::Event& event) {
  return std::to_string(event.context.value) + ": " + std::string(core::eventKindName(event.kind)) +
         " " + std::to_string(event.id.value);
}

// What another thread does for a resource.
bool isByOtherThread(EventKind kind) {
  return kind >= EventKind::WorkStart && kind <= EventKind::Sent;
}

// Of the loop, or a call that made no resource.
bool concernsNoResource(const core::Event& event) {
  return core::isOfLoop(event.kind) ||
         (event.kind > EventKind::Retype && core::isSyntheticRoot(event.id));
}

}  // namespace

void Protocol::take(const core::Event& event) {
  Context& context = contexts_[event.context];
  std::string fault;
  if (isByOtherThread(event.kind)) return;
  if (event.ts_ns < std::exchange(context.last_ns, event.ts_ns)) fault = "goes back in time";
  if (event.kind == EventKind::Init) {
    fault += checkInit(event, context);
  } else if (!concernsNoResource(event)) {
    fault += checkOther(event, context);
  }
  if (!fault.empty()) findings_.push_back(describe(event) + " " + fault);
}

std::string Protocol::checkInit(const core::Event& event, Context& context) {
  made_in_[{process_of_(event.context), event.type}].insert(event.context);
  const bool is_new = context.resources.emplace(event.id, Resource{event.type}).second;
  return is_new ? "" : "is born twice";
}

std::string Protocol::checkOther(const core::Event& event, Context& context) {
  const auto found = context.resources.find(event.id);
  if (found == context.resources.end()) return "is not born";
  Resource& resource = found->second;
  if (resource.destroyed) return "is destroyed";
  if (event.kind == EventKind::Before) context.running.push_back(event.id);
  if (event.kind == EventKind::After) return checkAfter(event, context);
  if (event.kind == EventKind::Retype) resource.type = event.type;
  if (event.kind == EventKind::Closing) {
    if (std::exchange(resource.closing, true)) return "closes twice";
  }
  if (event.kind == EventKind::Destroy) {
    resource.destroyed = true;
    noteUnclosed(event, resource);
  }
  return {};
}

std::string Protocol::checkAfter(const core::Event& event, Context& context) {
  if (context.running.empty() || context.running.back() != event.id) return "was not running";
  context.running.pop_back();
  return {};
}

void Protocol::noteUnclosed(const core::Event& event, const Resource& resource) {
  if (core::isUvHandle(resource.type) && !resource.closing)
    unclosed_.emplace_back(event, resource.type);
}

std::vector<std::string> Protocol::findings() {
  for (const auto& [event, type] : std::exchange(unclosed_, {})) {
    std::set<core::ContextId> others = made_in_[{process_of_(event.context), type}];
    others.erase(event.context);
    if (others.empty()) findings_.push_back(describe(event) + " without closing");
  }
  return findings_;
}

}  // namespace uvscope::testing
