// Random bytes from the thread pool, twice.
#include <functional>
#include <memory>

#include "tests/oracle/handles.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

struct RandomBytes {
  uv_random_t request;
  char byte;
  std::function<void()> done;
};

void onRandom(uv_random_t* request, int /*status*/, void* /*buffer*/, std::size_t /*size*/) {
  const std::unique_ptr<RandomBytes> own(static_cast<RandomBytes*>(request->data));
  own->done();
}

void randomByte(std::function<void()> done) {
  auto own = std::make_unique<RandomBytes>();
  own->request.data = own.get();
  own->done = std::move(done);
  check(uv_random(uv_default_loop(), &own->request, &own->byte, 1, 0, onRandom), "uv_random");
  (void)own.release();  // NOLINT(bugprone-unused-return-value): its callback's
}

}  // namespace

UVSCOPE_SCENARIO(prov_randombytes) {
  start();
  randomByte([] {
    ctx("first");
    randomByte([] { ctx("second"); });
  });
}

}  // namespace uvscope::oracle
