// Walks over stacks as they are, and over such as no compiler makes.
#include "capture/recorder/stack_walk.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <functional>
#include <vector>

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

namespace uvscope::capture {
namespace {

constexpr std::size_t kPage = 4096;

std::uint64_t addressOf(const void* pointer) {
  return reinterpret_cast<std::uint64_t>(pointer);
}

// Of whoever calls it.
#define UVSCOPE_FRAME_HERE()                                                            \
  Frame {                                                                               \
    addressOf(__builtin_return_address(0)), addressOf(__builtin_frame_address(0)) + 16, \
        *static_cast<const std::uint64_t*>(__builtin_frame_address(0))                  \
  }

std::vector<std::uint64_t> walk(StackWalker& walker, const Frame& from, std::size_t most = 64) {
  std::vector<std::uint64_t> addresses(most);
  bool changed = false;
  addresses.resize(walker.walk(from, addresses, changed));
  return addresses;
}

[[gnu::noinline]] std::vector<std::uint64_t> walkHere(StackWalker& walker, std::size_t most = 64) {
  return walk(walker, UVSCOPE_FRAME_HERE(), most);
}

[[gnu::noinline]] std::vector<std::uint64_t> descend(StackWalker& walker, int depth) {
  auto addresses = depth == 0 ? walkHere(walker) : descend(walker, depth - 1);
  addresses.push_back(0);  // not a tail call
  addresses.pop_back();
  return addresses;
}

std::string functionAt(std::uint64_t address) {
  Dl_info info{};
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  if (dladdr(reinterpret_cast<void*>(address - 1), &info) == 0) return {};
  return info.dli_sname == nullptr ? std::string() : info.dli_sname;
}

TEST(StackWalker, FindsEveryCallDownToTheProgramsBegin) {
  StackWalker walker;
  const auto shallow = descend(walker, 3);
  const auto deep = descend(walker, 10);
  EXPECT_EQ(deep.size(), shallow.size() + 7);
  EXPECT_EQ(std::count(deep.begin(), deep.end(), deep[1]), 10) << "the call of itself";
  EXPECT_TRUE(std::any_of(deep.begin(), deep.end(), [](std::uint64_t address) {
    return functionAt(address) == "__libc_start_main";
  }));
}

TEST(StackWalker, TakesNoMoreThanThereIsRoomFor) {
  StackWalker walker;
  EXPECT_EQ(walkHere(walker, 3).size(), 3U);
}

TEST(StackWalker, KeepsErrno) {
  StackWalker walker;
  errno = ENOTTY;
  walkHere(walker);
  EXPECT_EQ(errno, ENOTTY);
}

[[gnu::noinline]] Frame frameOfCaller() {
  return UVSCOPE_FRAME_HERE();
}

const std::uint64_t kNotAStack = 0;

TEST(StackWalker, EndsWhereTheFramePointerIsNonsense) {
  StackWalker walker;
  const std::uint64_t word = 0;
  const std::uint64_t odd = addressOf(&word) + 3;
  for (const std::uint64_t wrong : std::vector<std::uint64_t>{
           0, 8, 0x4141414141414141, ~std::uint64_t{0}, odd, addressOf(&kNotAStack)}) {
    Frame frame = frameOfCaller();  // this function has a frame pointer: tests are not optimised
    frame.frame = wrong;
    EXPECT_EQ(walk(walker, frame).size(), 1U) << wrong;
  }
}

TEST(StackWalker, EndsWhereTheReturnAddressIsNonsense) {
  StackWalker walker;
  Frame frame = frameOfCaller();
  frame.return_address = 0x4141414141414141;
  EXPECT_EQ(walk(walker, frame).size(), 0U);
  frame.return_address = 0;
  EXPECT_EQ(walk(walker, frame).size(), 0U);
  // In a function, but no call stands before it.
  frame.return_address = addressOf(reinterpret_cast<void*>(&functionAt)) + 1;
  EXPECT_EQ(walk(walker, frame).size(), 0U);
}

TEST(StackWalker, ReadsNothingBehindTheEndOfAStack) {
  auto* const pages = static_cast<std::byte*>(
      mmap(nullptr, 2 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  ASSERT_EQ(mprotect(pages + kPage, kPage, PROT_NONE), 0);
  StackWalker walker;
  Frame frame = frameOfCaller();
  frame.stack = addressOf(pages + kPage - 8);
  frame.frame = addressOf(pages + kPage - 8);  // the return address would lie behind it
  EXPECT_EQ(walk(walker, frame).size(), 1U);
  munmap(pages, 2 * kPage);
}

// Calls its first argument with its second, between push rbp; mov rbp, rsp and pop rbp; ret.
// Nothing describes it.
class CodeMadeAtRunTime {
 public:
  CodeMadeAtRunTime() {
    constexpr std::array<std::uint8_t, 13> kCode{0x55, 0x48, 0x89, 0xE5, 0x48, 0x89, 0xF8,
                                                 0x48, 0x89, 0xF7, 0xFF, 0xD0, 0x5D};
    code_ = static_cast<std::uint8_t*>(mmap(nullptr, kPage, PROT_READ | PROT_WRITE | PROT_EXEC,
                                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    std::copy(kCode.begin(), kCode.end(), code_);
    code_[kCode.size()] = 0xC3;
  }

  ~CodeMadeAtRunTime() { munmap(code_, kPage); }

  CodeMadeAtRunTime(const CodeMadeAtRunTime&) = delete;
  CodeMadeAtRunTime& operator=(const CodeMadeAtRunTime&) = delete;

  void call(void (*function)(void*), void* argument) const {
    reinterpret_cast<void (*)(void (*)(void*), void*)>(code_)(function, argument);
  }

  [[nodiscard]] bool contains(std::uint64_t address) const {
    return address > addressOf(code_) && address < addressOf(code_ + kPage);
  }

 private:
  std::uint8_t* code_;
};

struct Walk {
  StackWalker walker;
  std::vector<std::uint64_t> addresses;
};

void walkInto(void* walk) {
  auto& into = *static_cast<Walk*>(walk);
  into.addresses = walkHere(into.walker);
}

TEST(StackWalker, EndsAtCodeThatWasMadeAtRunTimeAndShowsItsAddress) {
  const CodeMadeAtRunTime code;
  Walk walk;
  code.call(walkInto, &walk);
  ASSERT_GE(walk.addresses.size(), 2U);
  EXPECT_TRUE(code.contains(walk.addresses.back()));
  EXPECT_FALSE(code.contains(walk.addresses.front()));
}

TEST(StackWalker, WorksOnTheStackOfACoroutine) {
  static Walk walk;
  static ucontext_t main_context;
  static ucontext_t coroutine;
  std::vector<std::byte> stack(std::size_t{64} * 1024);
  getcontext(&coroutine);
  coroutine.uc_stack.ss_sp = stack.data();
  coroutine.uc_stack.ss_size = stack.size();
  coroutine.uc_link = &main_context;
  makecontext(
      &coroutine, [] { walkInto(&walk); }, 0);
  ASSERT_EQ(swapcontext(&main_context, &coroutine), 0);
  EXPECT_GE(walk.addresses.size(), 2U);
  EXPECT_LT(walk.addresses.size(), 8U) << "it ends with the coroutine";
  const auto again = walkHere(walk.walker);
  EXPECT_GT(again.size(), walk.addresses.size());
}

TEST(StackWalker, WorksOnTheSmallestStackThatAThreadMayHave) {
  Walk walk;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, static_cast<std::size_t>(sysconf(_SC_THREAD_STACK_MIN)));
  pthread_t thread{};
  const auto run = [](void* argument) -> void* {
    walkInto(argument);
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, run, &walk), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  EXPECT_GE(walk.addresses.size(), 2U);
}

TEST(StackWalker, EndsAtASignalHandlersBegin) {
  // No memory of the heap: a signal may have interrupted whoever manages it.
  static StackWalker walker;
  static std::array<std::uint64_t, 64> addresses;
  static std::size_t count = 0;

  struct sigaction action {};

  struct sigaction before {};

  action.sa_handler = [](int) {
    bool changed = false;
    count = walker.walk(frameOfCaller(), addresses, changed);
  };
  sigaction(SIGUSR1, &action, &before);
  raise(SIGUSR1);
  sigaction(SIGUSR1, &before, nullptr);
  EXPECT_GE(count, 1U);
}

TEST(StackWalker, SaysWhenModulesHaveComeOrGone) {
  StackWalker walker;
  std::array<std::uint64_t, 4> out{};
  const auto changes = [&] {
    bool changed = false;
    walker.walk(frameOfCaller(), out, changed);
    return changed;
  };
  EXPECT_TRUE(changes()) << "the first time";
  EXPECT_FALSE(changes());
  void* const library = dlopen("libBrokenLocale.so.1", RTLD_NOW);
  ASSERT_NE(library, nullptr) << dlerror();
  EXPECT_TRUE(changes());
  dlclose(library);
  EXPECT_TRUE(changes());
  EXPECT_FALSE(changes());
}

TEST(FrameRule, KnowsNothingOfAnAddressWithoutADescription) {
  const CodeMadeAtRunTime code;
  EXPECT_EQ(frameRuleOf(0x1000).base, FrameRule::Base::None);
}

}  // namespace
}  // namespace uvscope::capture
