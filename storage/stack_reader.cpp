#include "storage/stack_reader.h"

namespace uvscope::storage {
namespace {

constexpr std::string_view kFramesSql =
    "SELECT f.module, f.offset, f.function, f.file, f.line, f.inlined "
    "FROM stack AS s JOIN frame AS f ON f.code = s.code WHERE s.id = ? "
    "ORDER BY s.position, f.position LIMIT 4096";
constexpr std::string_view kSiteSql = "SELECT name FROM site WHERE stack = ?";

}  // namespace

core::StackFrame frameOf(const Statement& row) {
  core::StackFrame frame;
  frame.module = row.text(0);
  frame.offset = row.whole(1);
  frame.function = row.text(2);
  frame.file = row.text(3);
  frame.line = static_cast<std::uint32_t>(row.integer(4));
  frame.inlined = row.integer(5) != 0;
  return frame;
}

StackReader StackReader::open(sqlite3* db, Damage& damage) {
  StackReader reader;
  reader.db_ = db;
  reader.damage_ = &damage;
  if (!prepareAll(db, {{reader.frames_, kFramesSql}, {reader.site_, kSiteSql}})) {
    reader.frames_ = Statement();
  }
  return reader;
}

bool StackReader::stepToRow(Statement& select) {
  const Statement::Step step = select.step();
  if (step == Statement::Step::Failed) {
    damage_->note(std::string("some creation stacks cannot be read: ") + sqlite3_errmsg(db_));
  }
  return step == Statement::Step::Row;
}

std::vector<core::StackFrame> StackReader::frames(core::StackId stack) {
  std::vector<core::StackFrame> found;
  if (!frames_ || stack == core::StackId{}) return found;
  const StatementUse use(frames_);
  frames_.bind(1, stack.value);
  while (stepToRow(frames_))
    found.push_back(frameOf(frames_));
  return found;
}

std::string StackReader::site(core::StackId stack) {
  if (!frames_ || stack == core::StackId{}) return {};
  const StatementUse use(site_);
  site_.bind(1, stack.value);
  return stepToRow(site_) ? site_.text(0) : std::string();
}

}  // namespace uvscope::storage
