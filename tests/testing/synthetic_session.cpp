#include "tests/testing/synthetic_session.h"

#include <algorithm>

#include "storage/session_writer.h"

namespace uvscope::testing {
namespace {

using core::AsyncId;
using core::CallbackReason;
using core::Event;
using core::EventKind;
using core::Provider;

constexpr std::size_t kEventsAtOnce = 512;
constexpr std::size_t kMostConnections = 24;
constexpr core::TypeId kJobType = core::kFirstUserType;

}  // namespace

SyntheticServer::SyntheticServer(core::EventSink& sink) : sink_(sink) {
  main_.context.value = 1;
  worker_.context.value = 2;
}

std::uint64_t SyntheticServer::random(std::uint64_t below) {
  state_ ^= state_ << 13U;
  state_ ^= state_ >> 7U;
  state_ ^= state_ << 17U;
  return (state_ >> 11U) % below;
}

// Gaps of very different length, as in life: mostly short.
void SyntheticServer::pass(std::uint64_t average_ns) {
  const std::uint64_t scale = std::uint64_t{1} << random(4);
  now_ += 60 + random(average_ns / 2 + 1) * scale / 4;
}

AsyncId SyntheticServer::init(Thread& thread, Provider type, AsyncId trigger, AsyncId execution) {
  pass(900);
  Event event;
  event.ts_ns = now_;
  event.id.value = thread.next_id++;
  event.trigger = trigger;
  event.execution = execution;
  event.context = thread.context;
  event.type = core::typeOf(type);
  event.kind = EventKind::Init;
  batch_.push_back(event);
  ++made_;
  return event.id;
}

void SyntheticServer::emit(Thread& thread, EventKind kind, AsyncId id, CallbackReason reason,
                           std::int64_t value) {
  pass(1400);
  Event event;
  event.ts_ns = now_;
  event.id = id;
  event.value = value;
  event.context = thread.context;
  event.kind = kind;
  event.reason = reason;
  batch_.push_back(event);
  ++made_;
}

void SyntheticServer::before(Thread& thread, AsyncId id, CallbackReason reason,
                             std::int64_t value) {
  emit(thread, EventKind::Before, id, reason, value);
}

void SyntheticServer::after(Thread& thread, AsyncId id) {
  emit(thread, EventKind::After, id);
}

void SyntheticServer::detail(Thread& thread, AsyncId id, std::string text) {
  details_.push_back({{thread.context, id}, std::move(text)});
}

void SyntheticServer::flush() {
  sink_.onEvents(batch_);
  batch_.clear();
  for (const auto& [key, text] : details_)
    sink_.onDetail(key, text);
  details_.clear();
}

void SyntheticServer::start() {
  sink_.onProcess({core::ProcessId{1},
                   4711,
                   4700,
                   "/usr/bin/synthetic-server",
                   {"synthetic-server", "--port", "8080"},
                   0});
  sink_.onContext({main_.context, core::ProcessId{1}, 4711, "main"});
  sink_.onContext({worker_.context, core::ProcessId{1}, 4712, "jobs"});
  sink_.onType(kJobType, "JobQueue");
  now_ = 180'000;
  server_ = init(main_, Provider::Tcp, core::kBootstrapId, core::kBootstrapId);
  emit(main_, EventKind::Retype, server_);
  batch_.back().type = core::typeOf(Provider::TcpServer);
  detail(main_, server_, "listening on 127.0.0.1:8080");
  signal_ = init(main_, Provider::Signal, core::kBootstrapId, core::kBootstrapId);
  emit(main_, EventKind::Unref, signal_);
  detail(main_, signal_, "SIGINT");
  ticker_ = init(main_, Provider::Timer, core::kBootstrapId, core::kBootstrapId);
  detail(main_, ticker_, "every 20 ms");
  queue_ = init(worker_, Provider::Async, core::kBootstrapId, core::kBootstrapId);
  batch_.back().type = kJobType;
  detail(worker_, queue_, "thumbnails");
}

void SyntheticServer::accept() {
  const AsyncId connection = init(main_, Provider::Tcp, server_, core::kNativeId);
  before(main_, server_, CallbackReason::Connection);
  Connection made;
  made.id = connection;
  made.timer = init(main_, Provider::Timer, connection, server_);
  after(main_, server_);
  ++accepted_;
  detail(main_, connection, "127.0.0.1:8080 ← :" + std::to_string(50000 + accepted_ % 10000));
  detail(main_, made.timer, "timeout 5 s");
  // Every 40th is forgotten by the server: nothing more happens to it.
  if (accepted_ % 40 != 7) connections_.push_back(made);
}

void SyntheticServer::serve(AsyncId connection) {
  before(main_, connection, CallbackReason::Read, static_cast<std::int64_t>(64 + random(1400)));
  if (random(60) == 0) now_ += 4'000'000 + random(9'000'000);  // it computes in the callback
  if (random(6) == 0) readFile();
  writes_.push_back(init(main_, Provider::Write, connection, connection));
  after(main_, connection);
}

void SyntheticServer::finishWrite() {
  const AsyncId write = writes_.front();
  writes_.erase(writes_.begin());
  before(main_, write);
  after(main_, write);
  emit(main_, EventKind::Destroy, write);
}

void SyntheticServer::close(AsyncId connection) {
  const auto found = std::find_if(connections_.begin(), connections_.end(),
                                  [&](const Connection& one) { return one.id == connection; });
  const Connection closing = *found;
  connections_.erase(found);
  before(main_, connection, CallbackReason::Read, -4095);  // UV_EOF
  emit(main_, EventKind::Closing, connection);
  const bool forgets_timer = accepted_ % 25 == 3;
  if (!forgets_timer) emit(main_, EventKind::Closing, closing.timer);
  after(main_, connection);
  pass(4000);
  before(main_, connection, CallbackReason::Close);
  after(main_, connection);
  emit(main_, EventKind::Destroy, connection);
  if (!forgets_timer) emit(main_, EventKind::Destroy, closing.timer);
}

void SyntheticServer::tick() {
  before(main_, ticker_);
  pass(30'000);
  after(main_, ticker_);
}

void SyntheticServer::readFile() {
  const AsyncId executing = batch_.empty() ? core::kBootstrapId : batch_.back().id;
  const AsyncId request = init(main_, Provider::FsReq, executing, executing);
  detail(main_, request, "stat /srv/www/index.html");
  writes_.push_back(request);
}

void SyntheticServer::work() {
  const AsyncId job = init(worker_, Provider::Work, queue_, core::kNativeId);
  before(worker_, queue_);
  pass(200'000);
  before(worker_, job);
  pass(9'000);
  after(worker_, job);
  after(worker_, queue_);
  emit(worker_, EventKind::Destroy, job);
}

void SyntheticServer::run(std::uint64_t events) {
  const std::uint64_t until = made_ + events;
  if (made_ == 0) start();
  while (made_ < until) {
    const std::uint64_t turn = random(100);
    if (connections_.empty() || (turn < 12 && connections_.size() < kMostConnections)) accept();
    if (turn < 70) serve(connections_[random(connections_.size())].id);
    if (!writes_.empty() && turn % 8 != 0) finishWrite();
    if (turn >= 88 && connections_.size() > 3) close(connections_[random(3)].id);
    if (turn % 9 == 4) tick();
    if (turn % 13 == 5) work();
    pass(15'000);  // the loop polls
    if (batch_.size() >= kEventsAtOnce) flush();
  }
  flush();
}

void SyntheticServer::exit() {
  sink_.onProcessExit({core::ProcessId{1}, now_ + 20'000, 0, -1});
}

core::Result<void> writeSyntheticSession(const std::string& path, std::uint64_t events) {
  constexpr std::uint64_t kCommitEvery = 200'000;
  storage::SessionWriterOptions options;
  options.program = "synthetic-server --port 8080";
  options.clock = "monotonic";
  options.recorder_version = "0.1.0";
  options.recorded_unix_ms = 1'763'740'800'000;
  options.force = true;
  auto writer = storage::SessionWriter::create(path, options);
  if (!writer) return writer.error();
  SyntheticServer server(**writer);
  while ((*writer)->events() < events) {
    server.run(std::min(kCommitEvery, events - (*writer)->events()));
    if (auto done = (*writer)->commit(); !done) return done;
  }
  server.exit();
  return (*writer)->finish(server.now() + 50'000);
}

}  // namespace uvscope::testing
