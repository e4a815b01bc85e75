#include "capture/recorder/stack_capture.h"

#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <gtest/gtest.h>

#include "capture/recorder/stack_mode.h"

namespace uvscope::capture {
namespace {

constexpr RingShape kShape{kDefaultRingBytes};

struct ToldText {
  TextKind kind;
  std::uint64_t number;
  std::string bytes;
};

// A ring in ordinary memory, and what was told in it.
class Ring {
 public:
  Ring() { arena_.clock = ClockKind::MonotonicNs; }

  RingWriter& writer() { return writer_; }

  ArenaHeader& arena() { return arena_; }

  // Since the last call.
  std::vector<ToldText> takeTexts() {
    std::vector<ToldText> texts;
    std::size_t wanted = 0;
    for (; position_ < writer_.position(); ++position_) {
      const RingRecord& record = records_[kShape.slot(position_)];
      if (kindIn(record.head) == static_cast<std::uint8_t>(RecordKind::FirstText)) {
        wanted = static_cast<std::uint32_t>(record.a);
        texts.push_back({static_cast<TextKind>(record.a >> 32U), record.b, {}});
        continue;
      }
      if (kindIn(record.head) != static_cast<std::uint8_t>(RecordKind::Text)) continue;
      const std::uint64_t words[] = {record.ts, record.a, record.b};
      std::string& bytes = texts.back().bytes;
      bytes.append(reinterpret_cast<const char*>(words),
                   std::min(sizeof words, wanted - bytes.size()));
    }
    header_.tail.store(position_);
    return texts;
  }

 private:
  ArenaHeader arena_{};
  RingHeader header_{};
  std::unique_ptr<RingRecord[]> records_{new RingRecord[kShape.capacity()]()};
  RingWriter writer_{arena_, header_, records_.get(), kShape};
  std::uint64_t position_ = 0;
};

std::size_t count(const std::vector<ToldText>& texts, TextKind kind) {
  return static_cast<std::size_t>(
      std::ranges::count_if(texts, [&](const ToldText& text) { return text.kind == kind; }));
}

TEST(StackCapture, TellsModulesFirstAndEveryStackOnce) {
  Ring ring;
  StackCapture stacks;
  std::uint32_t numbers[3] = {};
  for (std::uint32_t& number : numbers)
    number = stacks.here(ring.writer());
  EXPECT_EQ(numbers[0], 1U);
  EXPECT_EQ(numbers[1], 1U);
  EXPECT_EQ(numbers[2], 1U);
  EXPECT_EQ(stacks.here(ring.writer()), 2U) << "another line";
  const auto texts = ring.takeTexts();
  ASSERT_GE(texts.size(), 4U);
  EXPECT_EQ(texts.front().kind, TextKind::Module);
  EXPECT_EQ(texts.front().number, 0U);
  EXPECT_EQ(count(texts, TextKind::Stack), 2U);
  EXPECT_EQ(texts.back().kind, TextKind::Stack);
  EXPECT_EQ(texts.back().number, 2U);
  EXPECT_EQ(texts.back().bytes.size() % sizeof(std::uint64_t), 0U);
}

TEST(StackCapture, TellsOfAModuleWhereItIsAndItsBuildId) {
  Ring ring;
  StackCapture stacks;
  stacks.here(ring.writer());
  Dl_info info{};
  // A function that no sanitizer puts its own in the place of.
  ASSERT_NE(dladdr(reinterpret_cast<void*>(&gnu_get_libc_version), &info), 0);
  bool found = false;
  for (const ToldText& text : ring.takeTexts()) {
    if (text.kind != TextKind::Module) continue;
    ModuleText module{};
    ASSERT_GE(text.bytes.size(), sizeof module);
    std::memcpy(&module, text.bytes.data(), sizeof module);
    if (text.bytes.substr(sizeof module).find("/libc.so") == std::string::npos) continue;
    found = true;
    EXPECT_EQ(module.bias, reinterpret_cast<std::uint64_t>(info.dli_fbase));
    EXPECT_EQ(module.build_id_bytes, 20U);
    const auto function = reinterpret_cast<std::uint64_t>(info.dli_saddr);
    EXPECT_LE(module.begin, function);
    EXPECT_GT(module.end, function);
  }
  EXPECT_TRUE(found);
}

TEST(StackCapture, BeginsAnewWhereModulesHaveChanged) {
  Ring ring;
  StackCapture stacks;
  const auto numberHere = [&] { return stacks.here(ring.writer()); };
  std::vector<std::uint32_t> numbers;
  for (int turn = 0; turn < 2; ++turn) {
    void* const library = dlopen("libBrokenLocale.so.1", RTLD_NOW);
    ASSERT_NE(library, nullptr) << dlerror();
    numbers.push_back(numberHere());
    const auto texts = ring.takeTexts();
    EXPECT_GT(count(texts, TextKind::Module), 3U);
    EXPECT_EQ(count(texts, TextKind::Stack), 1U);
    dlclose(library);
  }
  EXPECT_EQ(numbers, (std::vector<std::uint32_t>{1, 1}));
}

TEST(StackCapture, DoesNotNumberAStackThatDidNotFitIntoTheRing) {
  Ring ring;
  ring.arena().on_full = static_cast<std::uint32_t>(OnFull::Drop);
  StackCapture stacks;
  while (ring.writer().position() < kShape.capacity() - 2)
    ring.writer().push(2, 7, 0, 0);
  std::vector<std::uint32_t> numbers;
  for (int turn = 0; turn < 2; ++turn) {
    numbers.push_back(stacks.here(ring.writer()));
    ring.takeTexts();
  }
  EXPECT_EQ(numbers, (std::vector<std::uint32_t>{kStackLost, 1}));
}

TEST(StackNumbers, GivesEveryStackOneNumberUntilThereAreNoMore) {
  StackNumbers numbers;
  for (std::uint64_t stack = 1; stack <= kLastStackNumber; ++stack)
    ASSERT_EQ(numbers.add(stack * 0x9E3779B97F4A7C15), stack);
  EXPECT_EQ(numbers.next(), 0U);
  EXPECT_EQ(numbers.add(5), 0U);
  for (std::uint64_t stack = 1; stack <= kLastStackNumber; ++stack)
    ASSERT_EQ(numbers.find(stack * 0x9E3779B97F4A7C15), stack);
  EXPECT_EQ(numbers.find(5), 0U);
  numbers.clear();
  EXPECT_EQ(numbers.find(0x9E3779B97F4A7C15), 0U);
  EXPECT_EQ(numbers.add(5), 1U);
}

TEST(StackNumbers, TellsStacksApartByOrderAndLength) {
  const std::uint64_t one[] = {1, 2};
  const std::uint64_t other[] = {2, 1};
  const std::uint64_t longer[] = {1, 2, 0};
  EXPECT_NE(StackNumbers::hashOf(one), StackNumbers::hashOf(other));
  EXPECT_NE(StackNumbers::hashOf(one), StackNumbers::hashOf(longer));
}

TEST(StackMode, LeavesOutWhatOnlyOrdersCode) {
  const auto timer = core::typeOf(core::Provider::Timer);
  const auto tick = core::typeOf(core::Provider::TickObject);
  EXPECT_TRUE(takesStack(StackMode::Handles, timer));
  EXPECT_TRUE(takesStack(StackMode::Handles, core::kFirstUserType));
  EXPECT_FALSE(takesStack(StackMode::Handles, tick));
  EXPECT_TRUE(takesStack(StackMode::All, tick));
  EXPECT_FALSE(takesStack(StackMode::None, timer));
}

TEST(StackMode, IsNoneForAnyOtherWord) {
  EXPECT_EQ(stackModeOf("all"), StackMode::All);
  EXPECT_EQ(stackModeOf("everything"), StackMode::None);
  EXPECT_EQ(wordOf(StackMode::Handles), "handles");
}

}  // namespace
}  // namespace uvscope::capture
