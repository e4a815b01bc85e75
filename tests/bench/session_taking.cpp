#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "storage/event_codec.h"
#include "storage/session_reader.h"
#include "storage/session_writer.h"
#include "tests/bench/figures.h"
#include "tests/bench/plain_rows.h"
#include "tests/bench/session_bench.h"
#include "tests/testing/event_collector.h"
#include "tests/testing/loop_stream.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::bench {
namespace {

constexpr std::uint64_t kCommitEvery = 1'000'000;  // 50 ms of 20 M events a second

class Ingest final : public core::EventSink {
 public:
  explicit Ingest(storage::SessionWriter* writer) : writer_(writer) {}

  void onProcess(const core::ProcessInfo& process) override {
    if (writer_ != nullptr) writer_->onProcess(process);
  }

  void onContext(const core::ContextInfo& context) override {
    if (writer_ != nullptr) writer_->onContext(context);
  }

  void onType(core::TypeId, std::string_view) override {}

  void onEvents(std::span<const core::Event> events) override {
    if (writer_ == nullptr) return;
    const double begin = threadSeconds();
    writer_->onEvents(events);
    if ((uncommitted_ += events.size()) >= kCommitEvery) {
      uncommitted_ = 0;
      if (const auto done = writer_->commit(); !done) fail(done.error().message);
    }
    seconds_ += threadSeconds() - begin;
  }

  void onDetail(core::ResourceKey, std::string_view) override {}

  void onDropped(core::ContextId, std::uint64_t) override {}

  void onProcessExit(const core::ProcessExit&) override {}

  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  storage::SessionWriter* writer_;
  std::uint64_t uncommitted_ = 0;
  double seconds_ = 0;
};

double encodeAlone(std::span<const core::Event> events) {
  storage::EventEncoder encoder;
  std::vector<std::uint8_t> packed;
  const double begin = threadSeconds();
  for (std::size_t at = 0; at + storage::kMaxChunkEvents <= events.size();
       at += storage::kMaxChunkEvents) {
    encoder.encode(events.subspan(at, storage::kMaxChunkEvents), storage::Packing::Small, packed);
  }
  return threadSeconds() - begin;
}

// What the desktop asks at every turn.
void look(storage::SessionReader& reader) {
  spend(reader.overview(0, reader.info().duration_ns, 1600));
  spend(reader.children({core::ContextId{1}, core::kBootstrapId}, storage::ParentKind::Trigger, 0,
                        50));
}

}  // namespace

Taken takeSession(const std::string& path, std::uint64_t events, bool nothing) {
  storage::SessionWriterOptions options;
  options.program = "loop";
  options.clock = "tsc";
  options.force = true;
  auto writer = storage::SessionWriter::create(path, options);
  if (!writer) fail(writer.error().message);
  Ingest ingest(nothing ? nullptr : writer->get());
  testing::LoopStream stream(ingest);
  stream.run(events);
  const double begin = threadSeconds();
  if (const auto done = (*writer)->finish(stream.now()); !done) fail(done.error().message);
  Taken taken;
  taken.seconds = ingest.seconds() + threadSeconds() - begin;
  taken.events = static_cast<double>(stream.events());
  taken.bytes = static_cast<double>(std::filesystem::file_size(path));
  return taken;
}

// Rounds in turn, so that what disturbs one disturbs all; the best of each.
void takeBesideRows(std::uint64_t events) {
  const testing::TempDir dir;
  testing::EventCollector collector;
  testing::LoopStream(collector).run(events);
  const auto count = static_cast<double>(collector.events.size());
  constexpr int kRounds = 5;
  Taken ours;
  RowsWritten plain;
  RowsWritten indexed;
  double encoding = 0;
  const auto best = [](double& kept, double now) { kept = kept == 0 ? now : std::min(kept, now); };
  for (int i = 0; i < kRounds; ++i) {
    const Taken taken = takeSession(dir.file("s.uvscope"), events, false);
    best(ours.seconds, taken.seconds);
    ours.bytes = taken.bytes;
    ours.events = taken.events;
    best(encoding, encodeAlone(collector.events));
    if (i >= 2) continue;
    const auto rows = writePlainRows(dir.file("rows.db"), collector.events, false);
    const auto with = writePlainRows(dir.file("rows.db"), collector.events, true);
    best(plain.seconds, rows.seconds);
    best(indexed.seconds, with.seconds);
    plain.bytes = rows.bytes;
    indexed.bytes = with.bytes;
  }
  const double million = ours.events / ours.seconds / 1e6;
  printHeader();
  print({"events taken in, a core", million, "M/s", "plain rows, fastest route",
         count / plain.seconds / 1e6, "at least 20", million >= 20});
  print({"", million, "M/s", "plain rows with an index", count / indexed.seconds / 1e6, "", false});
  print({"", million, "M/s", "packing the events alone", count / encoding / 1e6, "", false});
  const double bytes = ours.bytes / ours.events;
  print({"the whole file", bytes, "B/event", "plain rows", static_cast<double>(plain.bytes) / count,
         "at most 4", bytes <= 4});
  print({"", bytes, "B/event", "plain rows with an index",
         static_cast<double>(indexed.bytes) / count, "", false});
}

void takeBesideAReader(std::uint64_t events) {
  const testing::TempDir dir;
  double alone = 0;
  double watched = 0;
  for (int round = 0; round < 3; ++round) {
    for (const bool watch : {false, true}) {
      // A name of its own: whoever still looks at the last one keeps off.
      const std::string path =
          dir.file("live-" + std::to_string(2 * round + (watch ? 1 : 0)) + ".uvscope");
      std::atomic<bool> stop = false;
      std::thread watcher;
      if (watch) {
        watcher = std::thread([&] {
          std::unique_ptr<storage::SessionReader> reader;
          while (!stop) {
            if (reader == nullptr) {
              if (auto opened = storage::SessionReader::open(path)) reader = std::move(*opened);
            } else {
              reader->refresh();
              look(*reader);
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
          }
        });
      }
      const Taken taken = takeSession(path, events, false);
      stop = true;
      if (watcher.joinable()) watcher.join();
      std::filesystem::remove(path);
      double& kept = watch ? watched : alone;
      kept = kept == 0 ? taken.seconds : std::min(kept, taken.seconds);
    }
  }
  print({"writing while a reader follows at 10 Hz", watched, "s", "no reader", alone,
         "at most 1.10", watched <= 1.1 * alone});
}

}  // namespace uvscope::bench
