#include "storage/stack_writer.h"

namespace uvscope::storage {
namespace {

using core::Result;

constexpr std::string_view kRemoveFramesSql = "DELETE FROM frame WHERE code = ?";
constexpr std::string_view kInsertFrameSql =
    "INSERT INTO frame(code, position, module, offset, function, file, line, inlined) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kInsertCodeSql =
    "INSERT INTO stack(id, position, code) VALUES (?, ?, ?)";
constexpr std::string_view kInsertSiteSql =
    "INSERT OR REPLACE INTO site(stack, name) VALUES (?, ?)";

}  // namespace

Result<StackWriter> StackWriter::open(sqlite3* db) {
  StackWriter writer;
  const core::Result<void> prepared = prepareAll(db, {{writer.remove_frames_, kRemoveFramesSql},
                                                      {writer.insert_frame_, kInsertFrameSql},
                                                      {writer.insert_code_, kInsertCodeSql},
                                                      {writer.insert_site_, kInsertSiteSql}});
  if (!prepared) return prepared.error();
  return writer;
}

Result<void> StackWriter::writeFrames(core::CodeId code, std::span<const core::StackFrame> frames) {
  remove_frames_.bind(1, code.value);
  if (Result<void> done = remove_frames_.run(); !done) return done;
  std::uint32_t position = 0;
  for (const core::StackFrame& frame : frames) {
    Statement& row = insert_frame_;
    row.bind(1, code.value);
    row.bind(2, position++);
    row.bindText(3, frame.module);
    row.bind(4, frame.offset);
    row.bindText(5, frame.function);
    row.bindText(6, frame.file);
    row.bind(7, frame.line);
    row.bind(8, std::int64_t{frame.inlined ? 1 : 0});
    if (Result<void> done = row.run(); !done) return done;
  }
  return {};
}

Result<void> StackWriter::writeCodes(core::StackId stack, std::span<const core::CodeId> codes) {
  std::uint32_t position = 0;
  for (const core::CodeId code : codes) {
    insert_code_.bind(1, stack.value);
    insert_code_.bind(2, position++);
    insert_code_.bind(3, code.value);
    if (Result<void> done = insert_code_.run(); !done) return done;
  }
  return {};
}

Result<void> StackWriter::writeStack(core::StackId stack, std::span<const core::CodeId> codes,
                                     std::string_view site) {
  if (stack > last_stack_) {
    if (Result<void> done = writeCodes(stack, codes); !done) return done;
    last_stack_ = stack;
  }
  insert_site_.bind(1, stack.value);
  insert_site_.bindText(2, site);
  return insert_site_.run();
}

}  // namespace uvscope::storage
