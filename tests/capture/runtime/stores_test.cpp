// AsyncLocalStorage across libuv: every callback has the store of the place that made its handle or
// request.
#include <array>
#include <string>

#include "tests/capture/runtime/runtime_fixture.h"

namespace uvscope {
namespace {

class StoresTest : public RuntimeFixture {
 public:
  void sayStore(const std::string& where) {
    const std::string* const store = storage_.getStore();
    say(where + '=' + (store != nullptr ? *store : "none"));
  }

  template <class Object>
  static StoresTest& of(Object* object) {
    return *static_cast<StoresTest*>(object->data);
  }

  AsyncLocalStorage<std::string> storage_;
};

TEST_F(StoresTest, AHandleHasTheStoreOfItsInit) {
  uv_timer_t timer;
  timer.data = this;
  storage_.run("init", [&] { uv_timer_init(&loop_, &timer); });
  storage_.run("start", [&] {
    uv_timer_start(
        &timer,
        [](uv_timer_t* handle) {
          of(handle).sayStore("timer");
          uv_close(reinterpret_cast<uv_handle_t*>(handle),
                   [](uv_handle_t* closed) { of(closed).sayStore("close"); });
        },
        1, 0);
  });
  runLoop();
  EXPECT_EQ(take(), "timer=init; close=init");
}

TEST_F(StoresTest, EnterWithInARepeatedCallbackIsThereTheNextTime) {
  uv_timer_t timer;
  timer.data = this;
  uv_timer_init(&loop_, &timer);
  uv_timer_start(
      &timer,
      [](uv_timer_t* handle) {
        StoresTest& test = of(handle);
        test.sayStore("timer");
        if (test.storage_.getStore() != nullptr) {
          uv_close(reinterpret_cast<uv_handle_t*>(handle), nullptr);
        }
        test.storage_.enterWith("E");
      },
      1, 1);
  runLoop();
  EXPECT_EQ(take(), "timer=none; timer=E");
}

TEST_F(StoresTest, ARequestHasTheStoreOfItsCall) {
  uv_fs_t request;
  request.data = this;
  storage_.run("S", [&] {
    uv_fs_stat(&loop_, &request, "/", [](uv_fs_t* done) {
      of(done).sayStore("stat");
      uv_fs_req_cleanup(done);
    });
  });
  runLoop();
  EXPECT_EQ(take(), "stat=S");
}

TEST_F(StoresTest, WorkHasItOnThePoolsThreadAndBackOnTheLoop) {
  struct Work {
    uv_work_t request{};
    StoresTest* test = nullptr;
    std::string seen;
  } work;

  work.request.data = &work;
  work.test = this;
  storage_.run("S", [&] {
    uv_queue_work(
        &loop_, &work.request,
        [](uv_work_t* request) {
          Work& of = *static_cast<Work*>(request->data);
          const std::string* const store = of.test->storage_.getStore();
          of.seen = store != nullptr ? *store : "none";
        },
        [](uv_work_t* request, int) {
          static_cast<Work*>(request->data)->test->sayStore("after");
        });
  });
  runLoop();
  EXPECT_EQ(work.seen, "S");
  EXPECT_EQ(take(), "after=S");
}

TEST_F(StoresTest, WorkThatIsQueuedOutsideHasNone) {
  uv_work_t request;
  request.data = this;
  uv_queue_work(
      &loop_, &request, [](uv_work_t*) {},
      [](uv_work_t* done, int) { of(done).sayStore("after"); });
  EXPECT_EQ(uv_queue_work(&loop_, &request, nullptr, nullptr), UV_EINVAL);
  runLoop();
  EXPECT_EQ(take(), "after=none");
}

TEST_F(StoresTest, TimersAndImmediatesHaveThatOfTheirPlace) {
  storage_.run("S", [this] {
    setTimeout([this] { sayStore("timeout"); }, 1ms);
    setImmediate([this] { sayStore("immediate"); });
  });
  runLoop();
  EXPECT_EQ(take(), "immediate=S; timeout=S");
}

}  // namespace
}  // namespace uvscope
