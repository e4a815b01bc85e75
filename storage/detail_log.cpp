#include "storage/detail_log.h"

#include "storage/checked_bytes.h"

namespace uvscope::storage {

using core::Result;

Result<DetailLogWriter> DetailLogWriter::open(sqlite3* db) {
  DetailLogWriter writer;
  Result<RowInsert> insert = RowInsert::prepare(db, kDetailLogTable, OnConflict::Fail);
  if (!insert) return insert.error();
  Result<Statement> remove = Statement::prepare(db, "DELETE FROM detail_log");
  if (!remove) return remove.error();
  writer.insert_ = std::move(*insert);
  writer.remove_ = std::move(*remove);
  return writer;
}

void DetailLogWriter::add(core::ResourceKey key, std::string_view detail) {
  pending_.varint(key.context.value);
  pending_.varint(key.id.value);
  pending_.varint(detail.size());
  pending_.append({reinterpret_cast<const std::uint8_t*>(detail.data()), detail.size()});
}

Result<void> DetailLogWriter::flush() {
  if (pending_.bytes().empty()) return {};
  const std::vector<std::uint8_t> whole = withChecksum(pending_.bytes());
  pending_.clear();
  insert_.bind(1, ++rows_);
  insert_.bindBlob(2, whole);
  return insert_.run();
}

Result<void> DetailLogWriter::restart(const std::map<core::ResourceKey, std::string>& kept) {
  pending_.clear();
  for (const auto& [key, detail] : kept)
    add(key, detail);
  if (rows() == 0) return {};
  removed_ = rows_;
  return remove_.run();
}

bool decodeDetails(std::span<const std::uint8_t> bytes,
                   std::vector<std::pair<core::ResourceKey, std::string>>& out) {
  out.clear();
  std::optional<ByteReader> checked = checkedBody(bytes);
  if (!checked) return false;
  ByteReader& in = *checked;
  while (in.left() != 0) {
    core::ResourceKey key;
    key.context.value = static_cast<std::uint32_t>(in.varint());
    key.id.value = in.varint();
    const std::span<const std::uint8_t> text = in.take(in.varint());
    if (!in.ok()) return false;
    out.emplace_back(key, std::string(text.begin(), text.end()));
  }
  return true;
}

}  // namespace uvscope::storage
