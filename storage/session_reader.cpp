#include "storage/session_reader.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include <unistd.h>

#include "storage/checked_tables.h"
#include "storage/context_load.h"
#include "storage/migration.h"
#include "storage/overview.h"
#include "storage/row_counts.h"
#include "storage/type_reader.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::Result;

// How long a reader that learns of a recording's end leaves the file alone for the writer to close.
constexpr int kGiveWayTurns = 40;
constexpr std::chrono::milliseconds kGiveWayPause{5};

std::int64_t dataVersion(sqlite3* db) {
  Result<Statement> select = Statement::prepare(db, "PRAGMA data_version");
  return select && select->step() == Statement::Step::Row ? select->integer(0) : -1;
}

// From here on, and until the next call, one state of the file is seen.
void renewView(sqlite3* db) {
  if (sqlite3_get_autocommit(db) == 0) sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  sqlite3_exec(db, "BEGIN; SELECT count(*) FROM meta", nullptr, nullptr, nullptr);
}

}  // namespace

struct SessionReader::File {
  TemporarySession copy;  // of a file of an older layout; goes after the connection
  int migrated_from = 0;
  ConnectionPtr db;
  Damage damage;
  std::optional<ChunkReader> chunks;
  std::optional<ResourceReader> resources;
  std::optional<RunReader> runs;
  std::optional<TimelineReader> timeline;
  std::optional<ContextLoadReader> load;
  std::optional<TypeReader> types;
  StackReader stacks;
  std::int64_t version = 0;
};

Result<std::unique_ptr<SessionReader>> SessionReader::open(const std::string& path) {
  std::unique_ptr<SessionReader> reader(new SessionReader(path));
  if (Result<void> opened = reader->openFile(); !opened) return opened.error();
  return reader;
}

SessionReader::SessionReader(std::string path) : path_(std::move(path)) {}

SessionReader::~SessionReader() = default;

Result<void> SessionReader::openFile() {
  Result<OpenedSession> opened = openSessionFile(path_);
  if (!opened) return opened.error();
  const bool truncated = opened->truncated;
  Result<void> adopted = adopt(std::move(*opened));
  if (!adopted && truncated) return cutOffTooEarly(path_);
  return adopted;
}

Result<void> SessionReader::adopt(OpenedSession opened) {
  auto file = std::make_unique<File>();
  file->db = std::move(opened.db);
  if (!opened.damage.empty()) file->damage.note(opened.damage);
  file->migrated_from = olderLayout(file->db.get());
  if (file->migrated_from != 0) {
    Result<TemporarySession> copy = migrateForReading(file->db.get(), file->damage);
    if (!copy) return copy.error();
    opened = OpenedSession{};
    Result<OpenedSession> migrated = openSessionFile(copy->path());
    if (!migrated) return migrated.error();
    file->copy = std::move(*copy);
    file->db = std::move(migrated->db);
  }
  sqlite3* db = file->db.get();
  renewView(db);
  file->version = dataVersion(db);
  Result<ChunkReader> chunks = ChunkReader::open(db, file->damage, opened.truncated);
  if (!chunks) return chunks.error();
  file->chunks.emplace(std::move(*chunks));
  Result<ResourceReader> resources = ResourceReader::open(db, *file->chunks, file->damage);
  if (!resources) return resources.error();
  file->resources.emplace(std::move(*resources));
  file->runs.emplace(*file->chunks);
  file->timeline.emplace(db, file->damage);
  file->load.emplace(db, *file->chunks, *file->timeline, file->damage);
  file->types.emplace(db, *file->chunks, *file->resources, file->damage);
  file->stacks = StackReader::open(db, file->damage);
  file_ = std::move(file);
  read();
  return {};
}

void SessionReader::read() {
  catalog_ = readCatalog(file_->db.get(), file_->damage);
  const ChunkDirectory& directory = file_->chunks->directory();
  SessionInfo& info = catalog_.info;
  info.path = path_;
  info.migrated_from = file_->migrated_from;
  info.events = directory.events();
  checkCount(file_->db.get(), kCountOfEvents, directory.events(), file_->damage);
  checkCount(file_->db.get(), kChunkTable.name, directory.size(), file_->damage);
  if (directory.size() == 0) return;
  const ChunkEntry& last = directory.entry(directory.size() - 1);
  info.resources = last.resources;
  info.alive = last.alive;
  info.duration_ns = std::max(info.duration_ns, directory.timeAfter(directory.size() - 1));
}

bool SessionReader::refresh() {
  renewView(file_->db.get());
  const std::int64_t version = dataVersion(file_->db.get());
  if (version == file_->version) {
    // A recorder that was killed leaves no trace in the file.
    if (!catalog_.info.recording || isRunning(catalog_.recorder)) return false;
    catalog_.info.recording = false;
    return true;
  }
  file_->version = version;
  const bool was_finished = catalog_.info.finished;
  file_->chunks->refresh();
  file_->resources->refresh();
  read();
  if (catalog_.info.finished && !was_finished) giveWay();
  return true;
}

// The writer needs the file for itself to make it one plain file; without a reader giving way the
// log would stay beside it.
void SessionReader::giveWay() {
  std::unique_ptr<File> held = std::move(file_);
  held.reset();
  const std::string log = path_ + "-wal";
  for (int i = 0; i < kGiveWayTurns && access(log.c_str(), F_OK) == 0; ++i) {
    std::this_thread::sleep_for(kGiveWayPause);
  }
  Result<void> opened = openFile();
  if (opened) return;
  Result<OpenedSession> empty = emptySession();  // the file has gone meanwhile
  if (!empty) throw std::bad_alloc();            // nothing else fails there
  empty->damage = opened.error().message;
  static_cast<void>(adopt(std::move(*empty)));
}

const SessionInfo& SessionReader::info() const {
  catalog_.info.damage = file_->damage.what();
  return catalog_.info;
}

const std::vector<core::ProcessInfo>& SessionReader::processes() const {
  return catalog_.processes;
}

const std::vector<core::ContextInfo>& SessionReader::contexts() const {
  return catalog_.contexts;
}

std::string SessionReader::typeName(core::TypeId type) const {
  const auto found = catalog_.type_names.find(type);
  if (found != catalog_.type_names.end()) return found->second;
  return "type " + std::to_string(type.value);
}

std::vector<TypeTotal> SessionReader::typeTotals() {
  return file_->resources->typeTotals();
}

std::optional<ResourceRecord> SessionReader::resource(core::ResourceKey key) {
  return file_->resources->resource(key);
}

std::vector<TreeNode> SessionReader::roots(ParentKind by) {
  return file_->resources->roots(by);
}

std::vector<TreeNode> SessionReader::children(core::ResourceKey parent, ParentKind by,
                                              std::uint64_t offset, std::uint64_t limit) {
  return file_->resources->children(parent, by, offset, limit);
}

std::vector<TreeNode> SessionReader::chain(core::ResourceKey key, ParentKind by) {
  return file_->resources->chain(key, by);
}

std::unique_ptr<SubtreeQuery> SessionReader::subtrees(std::vector<core::ResourceKey> tops,
                                                      ParentKind by) {
  return file_->resources->subtrees(tops, by);
}

std::vector<ResourceRecord> SessionReader::resources(std::uint64_t offset, std::uint64_t limit) {
  return file_->resources->list(offset, limit);
}

std::vector<ResourceRecord> SessionReader::resourcesIn(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                       std::uint64_t limit) {
  return file_->resources->aliveIn(begin_ns, end_ns, limit);
}

std::vector<ResourceRecord> SessionReader::undestroyed(EventSeq at, std::uint64_t offset,
                                                       std::uint64_t limit) {
  return file_->resources->undestroyed(std::min(at, catalog_.info.events), offset, limit);
}

std::vector<core::StackFrame> SessionReader::frames(core::StackId stack) {
  return file_->stacks.frames(stack);
}

std::string SessionReader::site(core::StackId stack) {
  return file_->stacks.site(stack);
}

std::uint64_t SessionReader::undestroyedCount(EventSeq at) {
  const ChunkDirectory& directory = file_->chunks->directory();
  const auto number = directory.chunkOf(std::min(at, directory.events()));
  if (!number) return 0;
  if (at >= directory.lastSeq(*number)) return directory.entry(*number).alive;
  std::uint64_t alive = *number == 0 ? 0 : directory.entry(*number - 1).alive;
  const ChunkPtr chunk = file_->chunks->chunk(*number);
  if (chunk == nullptr) return alive;
  const std::vector<std::uint32_t>& irregular = chunk->frame.irregular;
  for (std::uint32_t i = 0; i < chunk->events.size() && chunk->first_seq + i <= at; ++i) {
    const core::EventKind kind = chunk->events[i].kind;
    if (kind != core::EventKind::Init && kind != core::EventKind::Destroy) continue;
    if (std::binary_search(irregular.begin(), irregular.end(), i)) continue;
    alive += kind == core::EventKind::Init ? 1 : std::uint64_t(-1);
  }
  return alive;
}

std::vector<Event> SessionReader::events(EventSeq first, std::uint64_t count) {
  const ChunkDirectory& directory = file_->chunks->directory();
  std::vector<Event> found;
  while (count > 0) {
    const auto number = directory.chunkOf(first);
    const ChunkPtr chunk = number ? file_->chunks->chunk(*number) : nullptr;
    if (chunk == nullptr) break;
    const std::size_t skip = first - chunk->first_seq;
    const std::size_t taken = std::min<std::uint64_t>(count, chunk->events.size() - skip);
    const auto from = chunk->events.begin() + static_cast<std::ptrdiff_t>(skip);
    found.insert(found.end(), from, from + static_cast<std::ptrdiff_t>(taken));
    first += taken;
    count -= taken;
  }
  for (Event& event : found) {
    if (event.kind == core::EventKind::Init) event.value = 0;  // its stack: told by its record
  }
  return found;
}

// The synthetic roots have events of loops anywhere, which no list tells.
std::optional<std::size_t> SessionReader::nextChunkOf(core::ResourceKey key, std::size_t from) {
  const std::size_t chunks = file_->chunks->directory().size();
  if (!core::isSyntheticRoot(key.id)) return file_->resources->nextChunk(key, from);
  return from < chunks ? std::optional(from) : std::nullopt;
}

EventSeq SessionReader::nextEventOf(core::ResourceKey key, EventSeq from) {
  const ChunkDirectory& directory = file_->chunks->directory();
  const auto begin = directory.chunkOf(from + 1);
  if (!begin) return kNoSeq;
  for (auto number = nextChunkOf(key, *begin); number; number = nextChunkOf(key, *number + 1)) {
    const ChunkPtr chunk = file_->chunks->chunk(*number);
    if (chunk == nullptr) continue;
    std::size_t i = from + 1 > chunk->first_seq ? from + 1 - chunk->first_seq : 0;
    for (; i < chunk->events.size(); ++i) {
      const Event& event = chunk->events[i];
      if (event.id == key.id && event.context == key.context) return chunk->first_seq + i;
    }
  }
  return kNoSeq;
}

EventSeq SessionReader::previousEventOf(core::ResourceKey key, EventSeq from) {
  const ChunkDirectory& directory = file_->chunks->directory();
  if (from <= 1 || directory.size() == 0) return kNoSeq;
  const EventSeq last = std::min(from - 1, directory.events());
  auto number = directory.chunkOf(last);
  const bool is_root = core::isSyntheticRoot(key.id);
  while (number) {
    if (!is_root) number = file_->resources->previousChunk(key, *number);
    const ChunkPtr chunk = number ? file_->chunks->chunk(*number) : nullptr;
    std::size_t i = chunk == nullptr ? 0
                                     : std::min<std::uint64_t>(last - chunk->first_seq + 1,
                                                               chunk->events.size());
    while (i-- > 0) {
      const Event& event = chunk->events[i];
      if (event.id == key.id && event.context == key.context) return chunk->first_seq + i;
    }
    if (!number || *number == 0) break;
    --*number;
  }
  return kNoSeq;
}

EventSeq SessionReader::eventAt(std::uint64_t ts_ns) {
  const ChunkDirectory& directory = file_->chunks->directory();
  if (ts_ns == kNeverNs) return directory.events();
  const std::size_t end = directory.endBefore(ts_ns + 1);
  const ChunkPtr chunk = end == 0 ? nullptr : file_->chunks->chunk(end - 1);
  if (chunk == nullptr) return kNoSeq;
  const auto found = std::find_if(chunk->events.rbegin(), chunk->events.rend(),
                                  [ts_ns](const Event& event) { return event.ts_ns <= ts_ns; });
  const auto after = static_cast<EventSeq>(chunk->events.rend() - found);  // 0: not in it
  return after == 0 ? kNoSeq : chunk->first_seq + after - 1;
}

std::vector<Run> SessionReader::executionStack(core::ContextId context, EventSeq at) {
  return file_->runs->executionStack(context, at);
}

std::vector<Run> SessionReader::runs(std::uint64_t begin_ns, std::uint64_t end_ns,
                                     std::uint64_t limit) {
  return file_->runs->runs(begin_ns, end_ns, limit);
}

std::vector<TimeBucket> SessionReader::overview(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                std::uint32_t count) {
  return makeOverview(*file_->chunks, *file_->timeline, begin_ns, end_ns, count);
}

std::vector<TypeAlive> SessionReader::aliveByType(EventSeq at) {
  return file_->types->at(at);
}

std::vector<ContextLoad> SessionReader::load(std::uint64_t begin_ns, std::uint64_t end_ns,
                                             std::uint32_t count) {
  return file_->load->load(begin_ns, end_ns, count);
}

std::vector<TypeCurve> SessionReader::aliveCurves(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                  std::uint32_t count) {
  return file_->types->curves(begin_ns, end_ns, count);
}

const std::string& SessionReader::filePath() const {
  return file_->migrated_from != 0 ? file_->copy.path() : path_;
}

sqlite3* SessionReader::connection() const {
  return file_->db.get();
}

ChunkReader& SessionReader::chunks() {
  return *file_->chunks;
}

RunReader& SessionReader::runReader() {
  return *file_->runs;
}

}  // namespace uvscope::storage
