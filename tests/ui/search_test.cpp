#include "ui/logic/search.h"

#include <atomic>
#include <future>
#include <thread>

#include <gtest/gtest.h>

namespace uvscope::ui {
namespace {

using Counting = Search<int, int>;

// Counts to `end`, one a slice.
Counting::Slice countingTo(int end) {
  return [end](int& so_far, const std::stop_token&) { return ++so_far >= end; };
}

TEST(Search, GoesOnUntilNothingIsLeft) {
  Worker worker;
  Counting search;
  search.ask(worker, 1, 0, [] { return countingTo(50); });
  worker.waitIdle();
  ASSERT_NE(search.latest(), nullptr);
  EXPECT_EQ(*search.latest(), 50);
  EXPECT_TRUE(search.complete());
}

TEST(Search, LetsOtherQuestionsInBetween) {
  Worker worker;
  Counting search;
  std::atomic<bool> other{false};
  std::atomic<int> at_other{0};
  std::atomic<int> slices{0};
  search.ask(worker, 1, 0, [&] {
    return [&](int&, const std::stop_token&) {
      if (++slices == 1) {
        worker.post([&] {
          other = true;
          at_other = slices.load();
        });
      }
      return slices >= 1000;
    };
  });
  worker.waitIdle();
  EXPECT_TRUE(other);
  EXPECT_EQ(at_other, 1) << "it waited for the whole search";
}

TEST(Search, ShowsWhatWasFoundSoFar) {
  Worker worker;
  Counting search;
  std::promise<void> go;
  auto gone = std::make_shared<std::future<void>>(go.get_future());
  search.ask(worker, 1, 0, [&] {
    return [gone](int& so_far, const std::stop_token&) {
      if (++so_far == 2) gone->wait();
      std::this_thread::sleep_for(kHandOverEvery);
      return so_far == 2;
    };
  });
  while (search.latest() == nullptr)
    std::this_thread::yield();
  EXPECT_EQ(*search.latest(), 1);
  EXPECT_FALSE(search.complete());
  go.set_value();
  worker.waitIdle();
  EXPECT_EQ(*search.latest(), 2);
}

TEST(Search, ANewQuestionEndsTheOneBefore) {
  Worker worker;
  Counting search;
  std::atomic<bool> stopped{false};
  search.ask(worker, 1, 0, [&] {
    return [&stopped](int& so_far, const std::stop_token& stop) {
      so_far = 1;
      while (!stop.stop_requested())
        std::this_thread::yield();
      stopped = true;
      return true;
    };
  });
  search.ask(worker, 2, 0, [] { return countingTo(7); });
  worker.waitIdle();
  EXPECT_TRUE(stopped || *search.latest() == 7) << "it may not even have begun";
  EXPECT_EQ(*search.latest(), 7);
  EXPECT_EQ(search.answerKey(), 2);
}

TEST(Search, OfASessionThatGrowsBeginsAnewOnlyOnceItHasEnded) {
  Worker worker;
  Counting search;
  int begun = 0;
  const auto ask = [&](std::uint64_t generation) {
    return search.ask(worker, 1, generation, [&] {
      ++begun;
      return countingTo(3);
    });
  };
  std::promise<void> go;
  worker.post([gone = std::make_shared<std::future<void>>(go.get_future())] { gone->wait(); });
  ask(1);
  ask(2);
  EXPECT_EQ(begun, 1);
  go.set_value();
  worker.waitIdle();
  ask(2);
  EXPECT_EQ(begun, 2);
  worker.waitIdle();
  ask(2);
  EXPECT_EQ(begun, 2);
}

}  // namespace
}  // namespace uvscope::ui
