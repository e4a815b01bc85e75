#include "storage/rewrite_merge.h"

#include <limits>

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;

// The number that `own` has in the whole, a new one at its first mention.
std::uint32_t numberOf(std::unordered_map<std::uint32_t, std::uint32_t>& known, std::uint32_t own,
                       std::uint32_t& last) {
  const auto [place, is_new] = known.try_emplace(own, last + 1);
  if (is_new) ++last;
  return place->second;
}

// Kinds of which the value is a thread.
bool tellsContext(EventKind kind) {
  return kind == EventKind::WorkStart || kind == EventKind::WorkEnd || kind == EventKind::Sent;
}

}  // namespace

core::ProcessId Renumber::of(core::ProcessId process) {
  return {numberOf(processes_, process.value, given_.processes)};
}

core::ContextId Renumber::of(core::ContextId context) {
  return {numberOf(contexts_, context.value, given_.contexts)};
}

core::CodeId Renumber::of(core::CodeId code) {
  return {numberOf(codes_, code.value, given_.codes)};
}

core::TypeId Renumber::of(core::TypeId type) {
  const auto found = types_.find(type.value);
  if (found != types_.end()) return found->second;
  if (type < core::kFirstUserType) return type;
  // Nobody has announced it: it gets the name that a reader would give it.
  onType(type, "type " + std::to_string(type.value));
  return types_.at(type.value);
}

void Renumber::onProcess(const core::ProcessInfo& process) {
  core::ProcessInfo renumbered = process;
  renumbered.id = of(process.id);
  next_.onProcess(renumbered);
}

void Renumber::onContext(const core::ContextInfo& context) {
  core::ContextInfo renumbered = context;
  renumbered.id = of(context.id);
  renumbered.process = of(context.process);
  next_.onContext(renumbered);
}

void Renumber::onType(core::TypeId type, std::string_view name) {
  const auto found = given_.types.find(name);
  if (found != given_.types.end()) {
    types_[type.value] = found->second;
    return;
  }
  // There are 65280 numbers; what does not fit is a type that nobody knows.
  const std::size_t number = core::kFirstUserType.value + given_.types.size();
  if (number > std::numeric_limits<std::uint16_t>::max()) {
    types_[type.value] = core::TypeId{};
    return;
  }
  const core::TypeId given{static_cast<std::uint16_t>(number)};
  given_.types.emplace(name, given);
  types_[type.value] = given;
  next_.onType(given, name);
}

void Renumber::onFrames(core::CodeId code, std::span<const core::StackFrame> frames) {
  next_.onFrames(of(code), frames);
}

// They come in the order in which the whole uses them, so that their numbers rise.
void Renumber::onStack(core::StackId stack, std::span<const core::CodeId> codes,
                       std::string_view site) {
  std::vector<core::CodeId> renumbered;
  for (const core::CodeId code : codes)
    renumbered.push_back(of(code));
  next_.onStack({numberOf(stacks_, stack.value, given_.stacks)}, renumbered, site);
}

void Renumber::renumber(Event& event) {
  event.context = of(event.context);
  if (hasType(event.kind)) event.type = of(event.type);
  if (event.kind == EventKind::Init && event.value != 0) {
    const auto stack = stacks_.find(static_cast<std::uint32_t>(event.value));
    event.value = stack == stacks_.end() ? 0 : stack->second;
  }
  if (tellsContext(event.kind) && event.value > 0)
    event.value = of(core::ContextId{static_cast<std::uint32_t>(event.value)}).value;
}

void Renumber::onEvents(std::span<const Event> events) {
  renumbered_.assign(events.begin(), events.end());
  for (Event& event : renumbered_)
    renumber(event);
  next_.onEvents(renumbered_);
}

void Renumber::onDetail(core::ResourceKey resource, std::string_view detail) {
  next_.onDetail({of(resource.context), resource.id}, detail);
}

void Renumber::onDropped(core::ContextId context, std::uint64_t count) {
  next_.onDropped(of(context), count);
}

void Renumber::onProcessExit(const core::ProcessExit& exit) {
  core::ProcessExit renumbered = exit;
  renumbered.id = of(exit.id);
  next_.onProcessExit(renumbered);
}

}  // namespace uvscope::storage
