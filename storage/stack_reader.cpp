#include "storage/stack_reader.h"

#include <utility>

#include "storage/checked_tables.h"
#include "storage/row_counts.h"

namespace uvscope::storage {
namespace {

constexpr CheckedTable kTables[] = {kStackTable, kFrameTable, kSiteTable};

// So many codes of a stack, frames of a code and frames of a stack are read.
constexpr std::size_t kDeepest = 4096;

core::StackFrame frameOf(const CheckedSelect& row) {
  core::StackFrame frame;
  frame.module = row.text(2);
  frame.offset = row.whole(3);
  frame.function = row.text(4);
  frame.file = row.text(5);
  frame.line = static_cast<std::uint32_t>(row.integer(6));
  frame.inlined = row.integer(7) != 0;
  return frame;
}

}  // namespace

StackReader StackReader::open(sqlite3* db, Damage& damage) {
  StackReader reader;
  reader.db_ = db;
  reader.damage_ = &damage;
  const core::Result<void> prepared =
      prepareAll(db, {{reader.codes_, kStackTable, "WHERE id = ? ORDER BY position"},
                      {reader.frames_, kFrameTable, "WHERE code = ? ORDER BY position"},
                      {reader.site_, kSiteTable, "WHERE stack = ?"}});
  if (!prepared) {
    damage.note("creation stacks cannot be read: " + prepared.error().message);
    reader.codes_ = CheckedSelect();
  }
  return reader;
}

// What is not found later is not there.
bool StackReader::isReady() {
  if (!codes_) return false;
  if (!std::exchange(checked_, true)) checkRows(db_, kTables, *damage_);
  return true;
}

bool StackReader::stepToRow(CheckedSelect& select) {
  const Statement::Step step = select.step();
  if (step == Statement::Step::Failed)
    damage_->note("some creation stacks cannot be read: " + select.failure());
  return step == Statement::Step::Row;
}

std::vector<core::CodeId> StackReader::codes(core::StackId stack) {
  std::vector<core::CodeId> found;
  if (stack == core::StackId{} || !isReady()) return found;
  const StatementUse use(codes_);
  codes_.bind(1, stack.value);
  while (found.size() < kDeepest && stepToRow(codes_))
    found.push_back(core::CodeId{static_cast<std::uint32_t>(codes_.integer(2))});
  return found;
}

std::vector<core::StackFrame> StackReader::framesAt(core::CodeId code) {
  std::vector<core::StackFrame> found;
  if (!isReady()) return found;
  const StatementUse use(frames_);
  frames_.bind(1, code.value);
  while (found.size() < kDeepest && stepToRow(frames_))
    found.push_back(frameOf(frames_));
  return found;
}

std::vector<core::StackFrame> StackReader::frames(core::StackId stack) {
  std::vector<core::StackFrame> found;
  for (const core::CodeId code : codes(stack)) {
    if (found.size() >= kDeepest) break;
    for (core::StackFrame& frame : framesAt(code))
      found.push_back(std::move(frame));
  }
  if (found.size() > kDeepest) found.resize(kDeepest);
  return found;
}

std::string StackReader::site(core::StackId stack) {
  if (stack == core::StackId{} || !isReady()) return {};
  const StatementUse use(site_);
  site_.bind(1, stack.value);
  return stepToRow(site_) ? site_.text(1) : std::string();
}

}  // namespace uvscope::storage
