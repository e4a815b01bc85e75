#include "capture/host/stack_announcer.h"

#include <chrono>
#include <utility>

#include "capture/host/symbolizer.h"
#include "capture/host/text.h"

namespace uvscope::capture {
namespace {

constexpr std::chrono::seconds kPatience{30};

}  // namespace

core::StackFrame StackAnnouncer::rawFrame(const CodePlace& place) const {
  core::StackFrame frame;
  frame.module = cleanText(table_.module(place.module).path);
  frame.offset = place.offset;
  return frame;
}

std::string StackAnnouncer::siteOf(const StackTable::Stack& stack) const {
  std::vector<core::StackFrame> frames;
  for (const core::CodeId code : stack.codes) {
    const auto& here = frames_[code.value - 1];
    frames.insert(frames.end(), here.begin(), here.end());
  }
  return core::frameName(frames[core::creationSite(frames)]);
}

void StackAnnouncer::announce() {
  const auto& places = table_.places();
  while (frames_.size() < places.size()) {
    frames_.push_back({rawFrame(places[frames_.size()])});
    sink_.onFrames({static_cast<std::uint32_t>(frames_.size())}, frames_.back());
  }
  tellSites(sites_.size());
}

// Of new stacks, and of those whose site has got another name.
void StackAnnouncer::tellSites(std::size_t from) {
  for (std::size_t i = from; i < table_.stacks().size(); ++i) {
    const StackTable::Stack& stack = table_.stacks()[i];
    std::string site = siteOf(stack);
    if (i == sites_.size()) sites_.emplace_back();
    if (sites_[i] == site) continue;
    sites_[i] = std::move(site);
    sink_.onStack(stack.id, stack.codes, sites_[i]);
  }
}

void StackAnnouncer::name() {
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  Symbolizer symbolizer;
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    if (std::chrono::steady_clock::now() > give_up) break;
    const CodePlace& place = table_.places()[i];
    auto named = symbolizer.lookUp(table_.module(place.module), place.offset);
    if (named.empty()) continue;
    for (core::StackFrame& frame : named) {
      frame.module = frames_[i].front().module;
      frame.offset = place.offset;
    }
    frames_[i] = std::move(named);
    sink_.onFrames({static_cast<std::uint32_t>(i + 1)}, frames_[i]);
  }
  tellSites(0);
}

}  // namespace uvscope::capture
