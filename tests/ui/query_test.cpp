#include "ui/logic/query.h"

#include <atomic>
#include <future>

#include <gtest/gtest.h>

namespace uvscope::ui {
namespace {

TEST(Query, AnswersOnceForOneKey) {
  Worker worker;
  Query<int, int> query;
  std::atomic<int> asked{0};
  const auto ask = [&](int key) {
    return query.ask(worker, key, [&asked](int wanted) {
      ++asked;
      return wanted * 10;
    });
  };
  ask(4);
  worker.waitIdle();
  ASSERT_NE(ask(4), nullptr);
  EXPECT_EQ(*ask(4), 40);
  EXPECT_TRUE(query.current());
  EXPECT_EQ(asked, 1);
}

TEST(Query, KeepsTheOldAnswerUntilTheNewOneIsThere) {
  Worker worker;
  Query<int, int> query;
  std::promise<void> go;
  const auto same = [](int wanted) { return wanted; };
  query.ask(worker, 1, same);
  worker.waitIdle();
  worker.post([future = std::make_shared<std::future<void>>(go.get_future())] { future->wait(); });
  const int* const shown = query.ask(worker, 2, same);
  ASSERT_NE(shown, nullptr);
  EXPECT_EQ(*shown, 1);
  EXPECT_FALSE(query.current());
  go.set_value();
  worker.waitIdle();
  EXPECT_EQ(*query.latest(), 2);
}

TEST(Query, SkipsWhatNobodyWantsAnyMore) {
  Worker worker;
  Query<int, int> query;
  std::promise<void> go;
  worker.post([future = std::make_shared<std::future<void>>(go.get_future())] { future->wait(); });
  std::atomic<int> asked{0};
  for (int key = 0; key < 100; ++key) {
    query.ask(worker, key, [&asked](int wanted) {
      ++asked;
      return wanted;
    });
  }
  go.set_value();
  worker.waitIdle();
  EXPECT_EQ(*query.latest(), 99);
  EXPECT_EQ(asked, 1);
}

TEST(Worker, WakesAfterEachJob) {
  std::atomic<int> woken{0};
  {
    Worker worker([&woken] { ++woken; });
    worker.post([] {});
    worker.post([] {});
    worker.waitIdle();
  }
  EXPECT_EQ(woken, 2);
}

TEST(Worker, EndsWithoutDoingWhatHasNotBegun) {
  std::atomic<bool> done{false};
  std::promise<void> begun;
  {
    Worker worker;
    worker.post([&begun] {
      begun.set_value();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    });
    worker.post([&done] { done = true; });
    begun.get_future().wait();
  }
  EXPECT_FALSE(done);
}

}  // namespace
}  // namespace uvscope::ui
