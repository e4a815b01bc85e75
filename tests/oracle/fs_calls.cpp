#include "tests/oracle/fs_calls.h"

#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>

#include "tests/oracle/handles.h"

namespace uvscope::oracle::fs {
namespace {

struct Request {
  uv_fs_t request;
  std::vector<char> buffer;
  Done done;
};

void onDone(uv_fs_t* request) {
  const std::unique_ptr<Request> own(static_cast<Request*>(request->data));
  const std::int64_t result = request->result;
  uv_fs_req_cleanup(request);
  own->done(result);
}

// Calls `function(loop, request, arguments…, callback)`.
template <class Function, class... Arguments>
void call(Function* function, Done done, std::vector<char> buffer, Arguments... arguments) {
  auto own = std::make_unique<Request>(Request{{}, std::move(buffer), std::move(done)});
  own->request.data = own.get();
  check(function(uv_default_loop(), &own->request, arguments..., onDone), "uv_fs");
  (void)own.release();  // NOLINT(bugprone-unused-return-value): its callback's
}

}  // namespace

void open(const std::string& path, Done done) {
  call(uv_fs_open, std::move(done), {}, path.c_str(), O_RDONLY, 0);
}

void fstat(uv_file file, Done done) {
  call(uv_fs_fstat, std::move(done), {}, file);
}

void read(uv_file file, std::size_t size, Done done) {
  std::vector<char> buffer(size);
  const uv_buf_t into = uv_buf_init(buffer.data(), static_cast<unsigned>(size));
  call(uv_fs_read, std::move(done), std::move(buffer), file, &into, 1U, std::int64_t{0});
}

void close(uv_file file, Done done) {
  call(uv_fs_close, std::move(done), {}, file);
}

void stat(const std::string& path, Done done) {
  call(uv_fs_stat, std::move(done), {}, path.c_str());
}

void readFile(const std::string& path, std::function<void()> done) {
  open(path, [done = std::move(done)](std::int64_t opened) {
    const auto file = static_cast<uv_file>(opened);
    fstat(file, [file, done](std::int64_t) {
      read(file, 1, [file, done](std::int64_t) { close(file, [done](std::int64_t) { done(); }); });
    });
  });
}

std::string readablePath() {
  return "/proc/self/exe";
}

namespace promises {
namespace {

std::int64_t throwError(const std::exception_ptr& error) {
  std::rethrow_exception(error);
}

// `start(done)` as a promise, whose errors are handled apart.
template <class Start>
Promise<std::int64_t> request(Start start) {
  const auto answer = withResolvers<std::int64_t>();
  start([answer](std::int64_t result) {
    if (result < 0) {
      answer.reject(std::system_error(static_cast<int>(-result), std::generic_category()));
    } else {
      answer.resolve(result);
    }
  });
  return answer.promise;
}

// As Node guards against changed prototypes: the promise is passed on by two more.
template <class Callback>
Promise<void> safeFinally(const Promise<std::int64_t>& promise, const Callback& callback) {
  return Promise<void>([&](const auto& resolve, const auto& reject) {
    Promise<void>([&](const auto& inner_resolve, const auto& inner_reject) {
      promise.then([=](std::int64_t) { inner_resolve(); },
                   [=](const std::exception_ptr& error) { inner_reject(error); });
    })
        .finally(callback)
        .then([=] { resolve(); }, [=](const std::exception_ptr& error) { reject(error); });
  });
}

}  // namespace

Promise<std::int64_t> stat(std::string path) {
  co_return co_await request([&](Done done) {
    fs::stat(path, std::move(done));
  }).catch_(throwError);
}

Promise<std::shared_ptr<FileHandle>> open(std::string path) {
  const std::int64_t file =
      co_await request([&](Done done) { fs::open(path, std::move(done)); }).catch_(throwError);
  co_return std::make_shared<FileHandle>(static_cast<uv_file>(file));
}

Promise<std::int64_t> FileHandle::read(std::size_t size) {
  ++users_;
  const std::int64_t count = co_await readUnguarded(size);
  --users_;
  co_return count;
}

Promise<std::int64_t> FileHandle::readUnguarded(std::size_t size) {
  co_return co_await request([&](Done done) {
    fs::read(file_, size, std::move(done));
  }).catch_(throwError);
}

Promise<void> FileHandle::close() {
  if (--users_ != 0) throw std::logic_error("FileHandle: closed while in use");
  const auto closed = request([&](Done done) { fs::close(file_, std::move(done)); });
  return safeFinally(closed, [this] { file_ = -1; });
}

}  // namespace promises
}  // namespace uvscope::oracle::fs
