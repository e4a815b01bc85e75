#include "capture/instrument/stash.h"

#include <array>
#include <cstring>

#include <gtest/gtest.h>
#include <uv.h>

namespace uvscope::capture {
namespace {

Stash example() {
  Stash stash;
  stash.id = {0x1234'5678'9abc};
  stash.trigger = {0xfedc'ba98'7654};
  stash.type = core::typeOf(core::Provider::Timer);
  stash.home = {1021, 1023};
  stash.callback = 0x7fff'ffff'fff0;
  stash.close_or_detail = 0x5555'5555'5550;
  return stash;
}

TEST(Stash, KeepsWhatWasWritten) {
  uv_timer_t timer{};
  writeStash(stashWords(&timer), example());
  Stash read;
  ASSERT_TRUE(readStash(stashWords(&timer), read));
  EXPECT_EQ(read.id, example().id);
  EXPECT_EQ(read.trigger, example().trigger);
  EXPECT_EQ(read.type, example().type);
  EXPECT_EQ(read.home, example().home);
  EXPECT_EQ(read.callback, example().callback);
  EXPECT_EQ(read.close_or_detail, example().close_or_detail);
  EXPECT_FALSE(read.closing);
}

TEST(Stash, TouchesNothingElseOfAHandle) {
  uv_timer_t timer;
  std::memset(&timer, 0x5a, sizeof timer);
  uv_timer_t before = timer;
  writeStash(stashWords(&timer), example());
  std::memcpy(&before.u, &timer.u, sizeof timer.u);
  EXPECT_EQ(std::memcmp(&before, &timer, sizeof timer), 0);
}

TEST(Stash, IsNotFoundInMemoryThatWasNeverWritten) {
  uv_write_t zeroed{};
  Stash read;
  EXPECT_FALSE(readStash(stashWords(&zeroed), read));
  uv_write_t garbage;
  std::memset(&garbage, 0xa5, sizeof garbage);
  EXPECT_FALSE(readStash(stashWords(&garbage), read));
}

TEST(Stash, IsNotFoundInACopyOfTheObject) {
  std::array<uv_timer_t, 2> timers{};
  writeStash(stashWords(&timers[0]), example());
  timers[1] = timers[0];
  Stash read;
  EXPECT_FALSE(readStash(stashWords(&timers[1]), read));
}

TEST(Stash, IsNotFoundOnceClearedOrOverwritten) {
  uv_timer_t timer{};
  Stash read;
  writeStash(stashWords(&timer), example());
  timer.u.reserved[0] = &timer;
  EXPECT_FALSE(readStash(stashWords(&timer), read));
  writeStash(stashWords(&timer), example());
  clearStash(stashWords(&timer));
  EXPECT_FALSE(readStash(stashWords(&timer), read));
}

TEST(Stash, StaysValidWhenItsCallbackOrDetailChanges) {
  uv_timer_t timer{};
  writeStash(stashWords(&timer), example());
  setStashCallback(stashWords(&timer), 0x1000);
  setStashDetail(stashWords(&timer), 0xffff'ffff'ffff'ffff);
  Stash read;
  ASSERT_TRUE(readStash(stashWords(&timer), read));
  EXPECT_EQ(read.callback, 0x1000U);
  EXPECT_EQ(read.close_or_detail, kStashMask);
  EXPECT_EQ(read.id, example().id);
}

TEST(Stash, RefusesPointersThatItCannotHold) {
  EXPECT_TRUE(fitsStash(0x7fff'ffff'ffff));
  EXPECT_FALSE(fitsStash(0x1'0000'0000'0000));
}

}  // namespace
}  // namespace uvscope::capture
