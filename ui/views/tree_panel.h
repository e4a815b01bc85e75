// One of the two trees.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "ui/logic/query.h"
#include "ui/logic/tree_keys.h"
#include "ui/views/view.h"

namespace uvscope::ui {

class TreePanel : public View {
 public:
  explicit TreePanel(storage::ParentKind by) : by_(by) {}

  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

  [[nodiscard]] bool settled() const override { return rows_.current() && !scroll_to_selection_; }

 private:
  struct Key {
    std::uint64_t generation;
    TreeState tree;
    std::optional<core::ResourceKey> selection;
    std::optional<ShownMatches> matches;
    ChildOrder order;
    friend bool operator==(const Key&, const Key&) = default;
  };

  using Rows = std::vector<TreeRow>;

  // Orders that were found, kept so that opening a node does not sort anew. Used on the worker's
  // thread alone.
  struct OrderCache {
    std::uint64_t generation = 0;
    std::optional<SortedChildren> sorted;
  };

  static Rows rowsOf(storage::Session& session, storage::ParentKind by, const Key& key,
                     const FilterMatches* matches, OrderCache& cache);

  [[nodiscard]] std::string noteOf(const FrameContext& context) const;
  static std::string whyEmpty(const FrameContext& context);
  const Rows* ask(const FrameContext& context);
  // How far a level stands in, in pixels: less where the deepest row would have no room for its
  // name.
  float indentOf(const FrameContext& context, const Rows& rows, float width);
  void drawRow(const FrameContext& context, CommandQueue& commands, const TreeRow& row,
               std::size_t index, float indent, const Area& area);
  void drawNode(const FrameContext& context, ImDrawList& list, const TreeRow& row, float x,
                const Area& area);
  void drawGroup(const FrameContext& context, ImDrawList& list, const TreeRow& row, float x,
                 const Area& area);
  void toggle(CommandQueue& commands, const TreeRow& row) const;
  // Puts the keys on it.
  void stepOnto(CommandQueue& commands, const TreeRow& row) const;
  void answer(CommandQueue& commands, const Rows& rows, const RowAnswer& answer) const;
  [[nodiscard]] bool isFocused(const FrameContext& context, const TreeRow& row) const;
  void followSelection(const FrameContext& context, const Rows& rows, float row_height);
  void moveSelection(const FrameContext& context, CommandQueue& commands, const Rows& rows);
  [[nodiscard]] std::string treeName() const;

  const storage::ParentKind by_;
  Query<Key, Rows> rows_;
  std::shared_ptr<OrderCache> orders_ = std::make_shared<OrderCache>();
  std::optional<core::ResourceKey> shown_selection_;
  std::optional<RowFocus> shown_focus_;
  bool scroll_to_selection_ = false;
  std::pair<std::uint64_t, std::uint64_t> deepest_of_;  // which session's and answer's
  std::uint16_t deepest_ = 0;
  std::uint64_t moves_seen_ = 0;
};

}  // namespace uvscope::ui
