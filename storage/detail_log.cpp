#include "storage/detail_log.h"

#include "storage/checked_bytes.h"

namespace uvscope::storage {

using core::Result;

Result<DetailLogWriter> DetailLogWriter::open(sqlite3* db) {
  DetailLogWriter writer;
  const Result<void> prepared =
      prepareAll(db, {{writer.insert_, "INSERT INTO detail_log(id, details) VALUES (?, ?)"},
                      {writer.remove_, "DELETE FROM detail_log"}});
  if (!prepared) return prepared.error();
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
  if (rows_ == 0) return {};
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
