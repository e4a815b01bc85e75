#include "capture/instrument/tracked.h"

#include "capture/instrument/detail.h"

namespace uvscope::capture {

Tracked beginObject(ThreadContext& context, void* object, void** words, core::Provider type,
                    core::AsyncId trigger, std::uintptr_t callback) {
  core::Environment& environment = context.environment;
  Stash stash;
  stash.id = environment.newAsyncId();
  stash.trigger = trigger;
  stash.type = core::typeOf(type);
  stash.home = context.recorder.home();
  stash.callback = callback;
  writeStash(words, stash);
  environment.emitInit(stash.id, stash.type, trigger, object);
  return {&context, stash};
}

void adoptObject(ThreadContext& context, void* object, void** words, Stash& stash) {
  core::Environment& environment = context.environment;
  const core::AsyncId old_id = stash.id;
  const Home old_home = stash.home;
  const bool inherited = stash.inherited;
  stash.id = environment.newAsyncId();
  stash.trigger = environment.defaultTriggerAsyncId();
  stash.home = context.recorder.home();
  stash.inherited = false;
  writeStash(words, stash);
  context.recorder.setTakesStacks(false);  // it was made elsewhere
  environment.emitInit(stash.id, stash.type, stash.trigger, object);
  context.recorder.setTakesStacks(true);
  environment.emitDetail(stash.id, inherited
                                       ? DetailText("inherited, was #", old_id.value).view()
                                       : DetailText("moved here, was #", old_id.value).view());
  if (!inherited) context.recorder.moved(stash.id, old_home, old_id);
  if (stash.closing) environment.emitClosing(stash.id);
}

void AbandonedHandle::tell() const {
  Stash now;
  if (!readStash(words_, now)) return;
  context_.environment.emitLibuv(
      {.kind = core::EventKind::Overwritten, .id = old_, .trigger = now.id});
}

void tellDetail(const Tracked& tracked, void** words, std::uint64_t hash, std::string_view text) {
  if (tracked.stash.closing || (hash & kStashMask) == tracked.stash.close_or_detail) return;
  setStashDetail(words, hash);
  tracked.environment().emitDetail(tracked.stash.id, text);
}

}  // namespace uvscope::capture
