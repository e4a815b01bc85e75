// An open session as the drawing thread sees it: a snapshot that is always there, and a worker on
// which alone the reader is used.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "core/result.h"
#include "storage/session.h"
#include "ui/logic/query.h"
#include "ui/logic/search.h"
#include "ui/logic/snapshot.h"
#include "ui/logic/worker.h"

namespace uvscope::ui {

// Opens a session file; called on any thread.
using SessionOpener =
    std::function<core::Result<std::unique_ptr<storage::Session>>(const std::string& path)>;

class SessionSource {
 public:
  using Clock = std::chrono::steady_clock;

  SessionSource(std::unique_ptr<storage::Session> session, std::function<void()> wake);

  Worker& worker() { return worker_; }

  [[nodiscard]] const Snapshot& snapshot() const { return *snapshot_; }

  // The same question machinery for all views; `work` gets the reader on the worker's thread.
  template <class Key, class Value>
  const Value* ask(Query<Key, Value>& query, const Key& key,
                   std::function<Value(storage::Session&, const Key&)> work) {
    return query.ask(worker_, key,
                     [session = session_.get(), work = std::move(work)](const Key& wanted) {
                       return work(*session, wanted);
                     });
  }

  // The same for what may take long. `begin` makes the slices, which use the reader on the worker's
  // thread; it does not use it itself.
  template <class Key, class Value>
  std::shared_ptr<const Value> search(
      Search<Key, Value>& search, const Key& key, std::uint64_t generation,
      const std::function<typename Search<Key, Value>::Slice(storage::Session&)>& begin) {
    return search.ask(worker_, key, generation,
                      [session = session_.get(), &begin] { return begin(*session); });
  }

  // A job of its own, outside the questions.
  void post(std::function<void(storage::Session&)> job) {
    worker_.post([session = session_.get(), job = std::move(job)] { job(*session); });
  }

  // Drawing thread, once a frame: takes in what a refresh brought, asks for the next one when the
  // session is unfinished and kRefreshEvery has passed. True: the snapshot is a new one.
  bool poll(Clock::time_point now);

  // Its recorder is at work, whether or not the program does anything.
  [[nodiscard]] bool growing() const;

  // 0 when nothing has come for seconds.
  [[nodiscard]] double eventsPerSecond(Clock::time_point now) const;

  static constexpr std::chrono::milliseconds kRefreshEvery{100};

 private:
  struct Refreshed {
    std::shared_ptr<const Snapshot> snapshot;  // null: nothing changed
  };

  // Since the snapshot last changed, or since the session was opened.
  [[nodiscard]] Clock::duration quietFor(Clock::time_point now) const { return now - changed_at_; }

  void take(const std::shared_ptr<const Snapshot>& snapshot, Clock::time_point now);

  std::unique_ptr<storage::Session> session_;  // used by the worker's thread alone
  std::shared_ptr<const Snapshot> snapshot_;
  Query<std::uint64_t, Refreshed> refresh_;
  std::uint64_t refreshes_ = 0;
  Clock::time_point asked_at_, changed_at_;
  bool grew_ = false;
  double events_per_second_ = 0;
  Worker worker_;  // last: it ends before what it uses
};

}  // namespace uvscope::ui
