#include "storage/stack_writer.h"

#include "storage/checked_tables.h"

namespace uvscope::storage {
namespace {

using core::Result;

constexpr std::string_view kRemoveFramesSql = "DELETE FROM frame WHERE code = ?";

}  // namespace

Result<StackWriter> StackWriter::open(sqlite3* db) {
  StackWriter writer;
  Result<Statement> remove = Statement::prepare(db, kRemoveFramesSql);
  if (!remove) return remove.error();
  writer.db_ = db;
  writer.remove_frames_ = std::move(*remove);
  const Result<void> prepared =
      prepareAll(db, {{writer.insert_frame_, kFrameTable, OnConflict::Fail},
                      {writer.insert_code_, kStackTable, OnConflict::Fail},
                      {writer.insert_site_, kSiteTable}});
  if (!prepared) return prepared.error();
  return writer;
}

Result<void> StackWriter::writeFrames(core::CodeId code, std::span<const core::StackFrame> frames) {
  remove_frames_.bind(1, code.value);
  if (Result<void> done = remove_frames_.run(); !done) return done;
  rows_.frames -= static_cast<std::uint64_t>(sqlite3_changes(db_));
  rows_.frames += frames.size();
  std::uint32_t position = 0;
  for (const core::StackFrame& frame : frames) {
    RowInsert& row = insert_frame_;
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
  rows_.stacks += codes.size();
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
    ++rows_.sites;
  }
  insert_site_.bind(1, stack.value);
  insert_site_.bindText(2, site);
  return insert_site_.run();
}

}  // namespace uvscope::storage
