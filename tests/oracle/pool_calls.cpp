#include "tests/oracle/pool_calls.h"

#include <memory>
#include <utility>
#include <vector>

#include <uv.h>

#include "tests/oracle/handles.h"

namespace uvscope::oracle {
namespace {

struct Random : uv_random_t {
  std::vector<char> bytes;
  std::function<void()> done;
};

void onRandom(uv_random_t* request, int /*status*/, void* /*bytes*/, std::size_t /*size*/) {
  const std::unique_ptr<Random> ended(static_cast<Random*>(request));
  ended->done();
}

struct Job : uv_work_t {
  std::function<void()> work;
  std::function<void()> done;
};

void onWork(uv_work_t* request) {
  static_cast<Job*>(request)->work();
}

void onWorkDone(uv_work_t* request, int /*status*/) {
  const std::unique_ptr<Job> ended(static_cast<Job*>(request));
  ended->done();
}

}  // namespace

void randomBytes(std::size_t count, std::function<void()> done) {
  auto random = std::make_unique<Random>();
  random->bytes.resize(count);
  random->done = std::move(done);
  check(uv_random(uv_default_loop(), random.get(), random->bytes.data(), count, 0, onRandom),
        "uv_random");
  (void)random.release();  // NOLINT(bugprone-unused-return-value): its callback's
}

void queueWork(std::function<void()> work, std::function<void()> done) {
  auto job = std::make_unique<Job>();
  job->work = std::move(work);
  job->done = std::move(done);
  check(uv_queue_work(uv_default_loop(), job.get(), onWork, onWorkDone), "uv_queue_work");
  (void)job.release();  // NOLINT(bugprone-unused-return-value): its callback's
}

}  // namespace uvscope::oracle
