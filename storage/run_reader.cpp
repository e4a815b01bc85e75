#include "storage/run_reader.h"

#include <algorithm>
#include <unordered_map>

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;

bool byBeginning(const Run& a, const Run& b) {
  return a.before_seq < b.before_seq;
}

bool contains(const RunStacks::Stack& stack, EventSeq before_seq) {
  return std::any_of(stack.begin(), stack.end(),
                     [before_seq](const Run& run) { return run.before_seq == before_seq; });
}

// Takes an event of any kind into `stacks`.
template <class Ended>
void step(RunStacks& stacks, const Event& event, EventSeq seq, Ended&& ended) {
  if (event.kind == EventKind::Before) stacks.begin(event, seq);
  if (event.kind == EventKind::After) stacks.end(event, seq, ended);
}

}  // namespace

bool overlaps(const Run& run, std::uint64_t begin_ns, std::uint64_t end_ns) {
  return run.before_ns < end_ns && run.after_ns >= begin_ns;
}

std::vector<Run> RunReader::executionStack(core::ContextId context, EventSeq at) {
  const ChunkDirectory& directory = chunks_->directory();
  const auto number = directory.chunkOf(std::min(at, directory.events()));
  if (!number) return {};
  const ChunkPtr chunk = chunks_->chunk(*number);
  if (chunk == nullptr) return {};
  RunStacks stacks = chunk->frame.stacks;
  EventSeq seq = chunk->first_seq;
  for (const Event& event : chunk->events) {
    if (seq > at) break;
    if (event.context == context) step(stacks, event, seq, [](const Run&) {});
    ++seq;
  }
  return stacks.stack(context);
}

std::vector<Run> RunReader::runsBegunIn(std::size_t number) {
  const ChunkPtr chunk = chunks_->chunk(number);
  if (chunk == nullptr) return {};
  std::vector<Run> begun;
  RunStacks stacks = chunk->frame.stacks;
  EventSeq seq = chunk->first_seq;
  for (const Event& event : chunk->events) {
    step(stacks, event, seq, [&](const Run& run) {
      if (run.before_seq >= chunk->first_seq) begun.push_back(run);
    });
    ++seq;
  }
  for (const auto& [context, stack] : stacks.all()) {
    for (Run run : stack) {
      if (run.before_seq < chunk->first_seq) continue;
      findEnd(run, number);
      begun.push_back(run);
    }
  }
  std::sort(begun.begin(), begun.end(), byBeginning);
  return begun;
}

std::vector<Run> RunReader::runsOpenBefore(std::size_t number) {
  const ChunkPtr chunk = chunks_->chunk(number);
  if (chunk == nullptr) return {};
  std::vector<Run> open;
  for (const auto& [context, stack] : chunk->frame.stacks.all()) {
    for (Run run : stack) {
      if (!endsIn(number, run)) findEnd(run, number);
      open.push_back(run);
    }
  }
  std::sort(open.begin(), open.end(), byBeginning);
  return open;
}

std::vector<Run> RunReader::runs(std::uint64_t begin_ns, std::uint64_t end_ns,
                                 std::uint64_t limit) {
  const ChunkDirectory& directory = chunks_->directory();
  std::vector<Run> found;
  if (directory.size() == 0 || begin_ns >= end_ns) return found;
  const auto take = [&](const std::vector<Run>& runs) {
    for (const Run& run : runs) {
      if (found.size() < limit && overlaps(run, begin_ns, end_ns)) found.push_back(run);
    }
  };
  // Whatever ended in an earlier chunk ended before begin_ns.
  const auto [first, end] = directory.reaching(begin_ns, end_ns);
  take(runsOpenBefore(first));
  for (std::size_t number = first; number < end && found.size() < limit; ++number) {
    take(runsBegunIn(number));
  }
  return found;
}

bool RunReader::isOpenBefore(std::size_t number, const Run& run) {
  const std::optional<KeyFrame> frame = chunks_->keyFrame(number);
  if (!frame) return false;
  const auto stack = frame->stacks.all().find(run.key.context);
  return stack != frame->stacks.all().end() && contains(stack->second, run.before_seq);
}

bool RunReader::endsIn(std::size_t number, Run& run) {
  const ChunkPtr chunk = chunks_->chunk(number);
  if (chunk == nullptr) return false;
  RunStacks stacks = chunk->frame.stacks;
  EventSeq seq = chunk->first_seq;
  bool ended = false;
  for (const Event& event : chunk->events) {
    if (event.context == run.key.context) {
      step(stacks, event, seq, [&](const Run& other) {
        if (other.before_seq != run.before_seq) return;
        run = other;
        ended = true;
      });
      if (ended) return true;
    }
    ++seq;
  }
  return false;
}

// The key frames know in which chunks the run is open: from its beginning on, until it ends. So the
// last of them is found in steps that double, then halve.
void RunReader::findEnd(Run& run, std::size_t number) {
  const std::size_t chunks = chunks_->directory().size();
  std::size_t open = number;
  std::size_t stride = 1;
  while (open + stride < chunks && isOpenBefore(open + stride, run)) {
    open += stride;
    stride *= 2;
  }
  std::size_t closed = std::min(open + stride, chunks);
  while (open + 1 < closed) {
    const std::size_t middle = open + (closed - open) / 2;
    (isOpenBefore(middle, run) ? open : closed) = middle;
  }
  if (open != number && endsIn(open, run)) return;
  // Open where the chunk ends, not where the next begins: events were lost between them.
  if (open + 1 < chunks) run.after_ns = chunks_->directory().timeAfter(open);
}

}  // namespace uvscope::storage
