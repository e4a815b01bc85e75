#include "storage/sql_bounds.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace uvscope::storage {
namespace {

// A plan is a string of pairs: the role of a column and the comparison, one pair a value.
constexpr char kEqual = '=';
constexpr char kLess = '<';
constexpr char kLessEqual = '[';
constexpr char kGreater = '>';
constexpr char kGreaterEqual = ']';

char roleLetter(SqlRole role) {
  return static_cast<char>('a' + static_cast<int>(role));
}

char comparison(unsigned char op) {
  switch (op) {
    case SQLITE_INDEX_CONSTRAINT_EQ:
      return kEqual;
    case SQLITE_INDEX_CONSTRAINT_LT:
      return kLess;
    case SQLITE_INDEX_CONSTRAINT_LE:
      return kLessEqual;
    case SQLITE_INDEX_CONSTRAINT_GT:
      return kGreater;
    case SQLITE_INDEX_CONSTRAINT_GE:
      return kGreaterEqual;
    default:
      return 0;
  }
}

bool helps(SqlRole role, char op) {
  if (role == SqlRole::None || op == 0) return false;
  return op == kEqual || role == SqlRole::Seq || role == SqlRole::Time;
}

// What a column of whole numbers is compared with: 1500, 1.5e3 and '1500' are the same to it.
std::optional<std::int64_t> wholeNumber(sqlite3_value* value) {
  constexpr double kMost = 9.2e18;
  const int type = sqlite3_value_numeric_type(value);
  if (type == SQLITE_INTEGER) return sqlite3_value_int64(value);
  const double number = type == SQLITE_FLOAT ? sqlite3_value_double(value) : kMost;
  if (std::abs(number) >= kMost || std::trunc(number) != number) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

// Whether it is known beforehand that a column is compared with a whole number.
bool isWhole(sqlite3_index_info* plan, int constraint) {
  sqlite3_value* value = nullptr;
  return sqlite3_vtab_rhs_value(plan, constraint, &value) == SQLITE_OK &&
         sqlite3_value_type(value) == SQLITE_INTEGER;
}

// How much of a session is left by a condition, for the choice between plans.
double selectivity(SqlRole role, char op, double events) {
  if (role == SqlRole::Seq && op == kEqual) return 1.0 / (events + 1);
  if (role == SqlRole::Id) return 1.0 / (events / 4 + 1);
  if (role == SqlRole::Parent) return 0.002;
  if (role == SqlRole::Context) return 0.9;
  return op == kEqual ? 0.001 : 0.3;
}

// The numbers that a comparison with `value` admits, of those from 0.
struct Range {
  std::uint64_t low = 0;
  std::uint64_t high = std::numeric_limits<std::int64_t>::max();
};

Range rangeOf(char op, std::int64_t value) {
  constexpr Range kNothing{1, 0};
  Range range;
  const auto number = static_cast<std::uint64_t>(value);
  if (value < 0) return op == kGreater || op == kGreaterEqual ? range : kNothing;
  if (op == kEqual || op == kGreaterEqual) range.low = number;
  if (op == kEqual || op == kLessEqual) range.high = number;
  if (op == kGreater) range.low = number + 1;
  if (op == kLess) return number == 0 ? kNothing : Range{0, number - 1};
  return range;
}

Range cut(Range a, Range b) {
  return {std::max(a.low, b.low), std::min(a.high, b.high)};
}

void applyTime(SessionReader& reader, Range time, SqlBounds& bounds) {
  const ChunkDirectory& directory = reader.chunks().directory();
  if (time.low > time.high) {
    bounds.last = 0;
    return;
  }
  const std::size_t first = directory.firstReaching(time.low);
  const std::size_t end = directory.endBefore(time.high + 1);
  if (first >= end) {
    bounds.last = 0;
    return;
  }
  bounds.first = std::max(bounds.first, directory.firstSeq(first));
  bounds.last = std::min(bounds.last, directory.lastSeq(end - 1));
}

}  // namespace

std::vector<core::ResourceKey> keysOf(const SessionReader& reader, const SqlBounds& bounds,
                                      std::uint64_t id) {
  std::vector<core::ResourceKey> keys;
  for (const core::ContextInfo& context : reader.contexts()) {
    if (bounds.context && context.id.value != *bounds.context) continue;
    keys.push_back({context.id, core::AsyncId{id}});
  }
  return keys;
}

std::optional<std::size_t> nextChunkOf(SessionReader& reader,
                                       std::span<const core::ResourceKey> keys, std::size_t from) {
  std::optional<std::size_t> nearest;
  for (const core::ResourceKey& key : keys) {
    const auto chunk = reader.nextChunkOf(key, from);
    if (chunk && (!nearest || *chunk < *nearest)) nearest = chunk;
  }
  return nearest;
}

int planScan(std::span<const SqlRole> roles, SqlSeqColumn seq, SessionReader& reader,
             sqlite3_index_info* plan) {
  const auto events = static_cast<double>(reader.info().events);
  double rows = events;
  std::string text;
  for (int i = 0; i < plan->nConstraint; ++i) {
    const auto& constraint = plan->aConstraint[i];
    if (constraint.usable == 0 || constraint.iColumn < 0) continue;
    const SqlRole role = roles[static_cast<std::size_t>(constraint.iColumn)];
    const char op = comparison(constraint.op);
    if (!helps(role, op)) continue;
    text += roleLetter(role);
    text += op;
    plan->aConstraintUsage[i].argvIndex = static_cast<int>(text.size() / 2);
    if (role == SqlRole::Seq && seq.exact && isWhole(plan, i)) plan->aConstraintUsage[i].omit = 1;
    rows *= selectivity(role, op, events);
  }
  plan->idxStr = sqlite3_mprintf("%s", text.c_str());
  if (plan->idxStr == nullptr) return SQLITE_NOMEM;
  plan->needToFreeIdxStr = 1;
  plan->estimatedRows = static_cast<sqlite3_int64>(rows) + 1;
  plan->estimatedCost = rows + 10;
  plan->orderByConsumed =
      seq.in_order && plan->nOrderBy == 1 && plan->aOrderBy[0].desc == 0 &&
              plan->aOrderBy[0].iColumn >= 0 &&
              roles[static_cast<std::size_t>(plan->aOrderBy[0].iColumn)] == SqlRole::Seq
          ? 1
          : 0;
  return SQLITE_OK;
}

SqlBounds boundsOf(SessionReader& reader, const char* plan, std::span<sqlite3_value*> values) {
  SqlBounds bounds;
  Range seq;
  Range time;
  Range id;
  Range parent;
  Range context;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::optional<std::int64_t> value = wholeNumber(values[i]);
    if (!value) continue;  // left to SQLite
    const char role = plan[2 * i];
    const Range range = rangeOf(plan[2 * i + 1], *value);
    if (role == roleLetter(SqlRole::Seq)) seq = cut(seq, range);
    if (role == roleLetter(SqlRole::Time)) time = cut(time, range);
    if (role == roleLetter(SqlRole::Id)) id = cut(id, range), bounds.id = id.low;
    if (role == roleLetter(SqlRole::Parent)) {
      parent = cut(parent, range);
      bounds.parent = parent.low;
    }
    if (role == roleLetter(SqlRole::Seq) || role == roleLetter(SqlRole::Time))
      bounds.in_part = true;
    if (role == roleLetter(SqlRole::Context)) {
      context = cut(context, range);
      bounds.context = static_cast<std::uint32_t>(context.low);
    }
  }
  bounds.first = std::max<EventSeq>(seq.low, 1);
  bounds.last = std::min(seq.high, reader.info().events);
  applyTime(reader, time, bounds);
  if (id.low > id.high || context.low > context.high || parent.low > parent.high) {
    bounds.last = 0;
    bounds.first = 1;
  }
  return bounds;
}

}  // namespace uvscope::storage
