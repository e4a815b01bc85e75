// A thread with a loop of its own: its ids are counted from the beginning again. How the two talk
// is left out of the trace.
#include <functional>
#include <set>
#include <thread>

#include "tests/oracle/handles.h"
#include "tests/oracle/message_port.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

// A resource from the start to the end of its thread; then it deletes itself.
class Worker : public AsyncResource {
 public:
  using Main = void (*)(MessagePort& parent);

  explicit Worker(Main main)
      : AsyncResource("WORKER"),
        ports_(MessagePort::channel(uv_default_loop(), initialised(loop_))) {
    check(uv_async_init(uv_default_loop(), &ended_, onEnded), "uv_async_init");
    ended_.data = this;
    thread_ = std::thread([this, main] { work(main); });
  }

  MessagePort& port() { return ports_.first; }

  void onExit(std::function<void(int code)> handler) { on_exit_ = std::move(handler); }

 private:
  static uv_loop_t* initialised(uv_loop_t& loop) {
    check(uv_loop_init(&loop), "uv_loop_init");
    return &loop;
  }

  void work(Main main) {
    exit_code_ = run([&] { main(ports_.second); }, &loop_);
    check(uv_loop_close(&loop_), "uv_loop_close");
    uv_async_send(&ended_);
  }

  static void onEnded(uv_async_t* handle) {
    Worker& worker = *static_cast<Worker*>(handle->data);
    worker.thread_.join();
    worker.runInAsyncScope(worker.on_exit_, worker.exit_code_);
    uv_close(asHandle(*handle),
             [](uv_handle_t* closed) { delete static_cast<Worker*>(closed->data); });
  }

  uv_loop_t loop_{};
  std::pair<MessagePort&, MessagePort&> ports_;
  uv_async_t ended_{};
  std::thread thread_;
  int exit_code_ = 0;  // the thread's until it has been joined
  std::function<void(int code)> on_exit_;
};

const char* text(bool value) {
  return value ? "true" : "false";
}

void workerMain(MessagePort& parent) {
  const AsyncId first = AsyncResource("W").asyncId();
  parent.post(std::string("worker main: executionAsyncId above 1=") +
              text(executionAsyncId() > kBootstrapId) + " triggerAsyncId=" +
              std::to_string(triggerAsyncId().value) + " ids small=" + text(first.value < 100));
  parent.onMessage([&parent](const std::string&) { parent.close(); });  // stays until told to end
}

}  // namespace

UVSCOPE_SCENARIO(prov_worker) {
  start({.skip = {"ASYNCWRAP"}});
  static std::set<std::string> seen;
  HookCallbacks noting;
  noting.init = [](AsyncId, std::string_view type, AsyncId, const ResourceObject&) {
    seen.emplace(type);
  };
  AsyncHook hook = createHook(std::move(noting)).enable();
  auto& worker = *new Worker(workerMain);
  hook.disable();
  std::string types;
  for (const std::string& type : seen)
    types += (types.empty() ? "" : ",") + type;
  note("types made by new Worker: " + types);
  worker.port().onMessage([&worker](const std::string& message) {
    note("message " + message);
    worker.port().post("end");
  });
  worker.onExit([](int code) { ctx("exit " + std::to_string(code)); });
}

}  // namespace uvscope::oracle
