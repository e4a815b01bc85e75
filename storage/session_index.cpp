#include "storage/session_index.h"

#include <string_view>
#include <utility>

#include "storage/byte_io.h"
#include "storage/checked_bytes.h"
#include "storage/statement.h"

namespace uvscope::storage {
namespace {

using core::Result;

constexpr std::string_view kSelectDirectorySql =
    "SELECT entries, born FROM event_directory ORDER BY id";
constexpr std::string_view kSelectKeptSql =
    "SELECT id, first_number, unfinished, last_destroy_seq FROM kept ORDER BY id";
constexpr std::string_view kInsertSql =
    "INSERT OR REPLACE INTO session_index(id, pages) VALUES (1, ?)";
constexpr std::string_view kSelectSql = "SELECT pages FROM session_index WHERE id = 1";

void writeBytes(ByteWriter& out, std::span<const std::uint8_t> bytes) {
  out.varint(bytes.size());
  out.append(bytes);
}

std::vector<std::uint8_t> readBytes(ByteReader& in) {
  const std::span<const std::uint8_t> bytes = in.take(in.varint());
  return {bytes.begin(), bytes.end()};
}

}  // namespace

std::vector<KeptPage> readKeptPages(sqlite3* db) {
  std::vector<KeptPage> pages;
  Result<Statement> select = Statement::prepare(db, kSelectKeptSql);
  while (select && select->step() == Statement::Step::Row)
    pages.push_back({select->whole(0), select->whole(1), select->whole(2), select->whole(3)});
  return pages;
}

Result<void> writeSessionIndex(sqlite3* db) {
  ByteWriter body;
  Result<Statement> directory = Statement::prepare(db, kSelectDirectorySql);
  if (!directory) return directory.error();
  ByteWriter pages;
  std::uint64_t count = 0;
  Statement::Step step = Statement::Step::Done;
  while ((step = directory->step()) == Statement::Step::Row) {
    writeBytes(pages, directory->blob(0));
    writeBytes(pages, directory->blob(1));
    ++count;
  }
  if (step == Statement::Step::Failed) return sqliteError(db, "session file");
  body.varint(count);
  body.append(pages.bytes());
  const std::vector<KeptPage> kept = readKeptPages(db);
  body.varint(kept.size());
  for (const KeptPage& page : kept) {
    for (const std::uint64_t field :
         {page.id, page.first_number, page.unfinished, page.last_destroy})
      body.varint(field);
  }
  const std::vector<std::uint8_t> whole = withChecksum(body.bytes());
  Result<Statement> insert = Statement::prepare(db, kInsertSql);
  if (!insert) return insert.error();
  insert->bindBlob(1, whole);
  return insert->run();
}

std::optional<SessionIndex> readSessionIndex(sqlite3* db) {
  Result<Statement> select = Statement::prepare(db, kSelectSql);
  if (!select || select->step() != Statement::Step::Row) return std::nullopt;
  const std::span<const std::uint8_t> bytes = select->blob(0);
  std::optional<ByteReader> checked = checkedBody(bytes);
  if (!checked) return std::nullopt;
  ByteReader& in = *checked;
  SessionIndex index;
  const std::uint64_t pages = in.varint();
  if (pages > in.left()) return std::nullopt;
  for (std::uint64_t i = 0; i < pages && in.ok(); ++i) {
    SessionIndex::Page page;
    page.entries = readBytes(in);
    page.born = readBytes(in);
    index.directory.push_back(std::move(page));
  }
  const std::uint64_t kept = in.varint();
  if (kept > in.left()) return std::nullopt;
  for (std::uint64_t i = 0; i < kept; ++i) {
    KeptPage page;
    for (std::uint64_t* field :
         {&page.id, &page.first_number, &page.unfinished, &page.last_destroy})
      *field = in.varint();
    index.kept.push_back(page);
  }
  if (!in.done()) return std::nullopt;
  return index;
}

}  // namespace uvscope::storage
