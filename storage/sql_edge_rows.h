// The rows of the table `edge` in SQL: two a resource, one for each parent.
#pragma once

#include <array>
#include <vector>

#include "storage/sql_bounds.h"

namespace uvscope::storage {

class SqlEdgeRows {
 public:
  static constexpr const char* kName = "uvscope_edge";
  static constexpr const char* kDeclaration =
      "CREATE TABLE edge(context INTEGER, parent INTEGER, child INTEGER, kind TEXT)";
  static constexpr std::array<SqlRole, 4> kRoles = {SqlRole::Context, SqlRole::Parent, SqlRole::Id,
                                                    SqlRole::None};
  static constexpr bool kInOrder = false;
  static constexpr bool kSeqIsExact = false;

  explicit SqlEdgeRows(SessionReader& reader) : reader_(reader) {}

  void begin(const SqlBounds& bounds);
  void next();

  [[nodiscard]] bool atEnd() const { return at_ >= edges_.size(); }

  void column(sqlite3_context* out, int number) const;

  [[nodiscard]] std::int64_t rowid() const { return static_cast<std::int64_t>(before_ + at_ + 1); }

 private:
  // As in kDeclaration.
  enum Column { Context, Parent, Child, Kind };

  struct Edge {
    core::ContextId context;
    core::AsyncId parent, child;
    ParentKind kind = ParentKind::Trigger;
  };

  void settle();
  void add(core::ResourceKey child, core::AsyncId trigger, core::AsyncId execution);

  SessionReader& reader_;
  SqlBounds bounds_;
  std::vector<core::ResourceKey> parents_;  // where the parent is given
  std::vector<Edge> edges_;
  std::size_t at_ = 0;
  std::uint64_t before_ = 0;  // edges before edges_
  std::size_t next_chunk_ = 0;
};

}  // namespace uvscope::storage
