#include "storage/session_index.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "storage/byte_io.h"
#include "storage/checked_bytes.h"
#include "storage/checked_tables.h"
#include "storage/row_counts.h"

namespace uvscope::storage {
namespace {

using core::Result;

// As in layout 3.
constexpr CheckedTable kOlderKeptPageTable{"kept",
                                           "id, first_number, unfinished, last_destroy_seq"};

void writeBytes(ByteWriter& out, std::span<const std::uint8_t> bytes) {
  out.varint(bytes.size());
  out.append(bytes);
}

std::span<const std::uint8_t> readBytes(ByteReader& in) {
  return in.take(in.varint());
}

std::optional<SessionIndex> decodeIndex(std::span<const std::uint8_t> bytes) {
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
    index.directory.push_back(page);
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

}  // namespace

KeptPage keptPageOf(std::uint64_t id, std::span<const KeptRecord> records) {
  KeptPage page;
  page.id = id;
  page.first_number = records.empty() ? 0 : records.front().number;
  for (const KeptRecord& kept : records) {
    page.unfinished += kept.record.destroyed() && !kept.running ? 0 : 1;
    page.last_destroy = std::max(page.last_destroy, kept.record.destroy_seq);
  }
  return page;
}

std::vector<KeptPage> readKeptPages(sqlite3* db, Damage& damage) {
  std::vector<KeptPage> pages;
  const CheckedTable& table = hasSums(db, kKeptPageTable) ? kKeptPageTable : kOlderKeptPageTable;
  readWhole(db, table, "ORDER BY id", damage, [&](const CheckedSelect& row) {
    pages.push_back({row.whole(0), row.whole(1), row.whole(2), row.whole(3)});
  });
  return pages;
}

Result<void> writeSessionIndex(sqlite3* db) {
  ByteWriter body;
  Result<CheckedSelect> directory = CheckedSelect::prepare(db, kDirectoryTable, "ORDER BY id");
  if (!directory) return directory.error();
  ByteWriter pages;
  std::uint64_t count = 0;
  Statement::Step step = Statement::Step::Done;
  while ((step = directory->step()) == Statement::Step::Row) {
    writeBytes(pages, directory->blob(1));
    writeBytes(pages, directory->blob(2));
    ++count;
  }
  if (step == Statement::Step::Failed) return sqliteError(db, "session file");
  body.varint(count);
  body.append(pages.bytes());
  Damage damage;
  const std::vector<KeptPage> kept = readKeptPages(db, damage);
  if (!damage.what().empty()) return core::Error{core::ErrorCode::Corrupt, damage.what()};
  body.varint(kept.size());
  for (const KeptPage& page : kept) {
    for (const std::uint64_t field :
         {page.id, page.first_number, page.unfinished, page.last_destroy})
      body.varint(field);
  }
  const std::vector<std::uint8_t> whole = withChecksum(body.bytes());
  Result<RowInsert> insert = RowInsert::prepare(db, kIndexTable);
  if (!insert) return insert.error();
  insert->bind(1, 1);
  insert->bindBlob(2, whole);
  return insert->run();
}

void readSessionIndex(sqlite3* db, Damage& damage, const std::function<void(SessionIndex)>& take) {
  Result<CheckedSelect> select = CheckedSelect::prepare(db, kIndexTable, "WHERE id = 1");
  if (!select) return;
  const Statement::Step step = select->step();
  if (step == Statement::Step::Done) return;
  std::optional<SessionIndex> index;
  if (step == Statement::Step::Row) index = decodeIndex(select->blob(1));
  if (!index) return damage.note("the index of the session was changed");
  take(*std::move(index));
}

}  // namespace uvscope::storage
