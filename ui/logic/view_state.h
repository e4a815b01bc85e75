// Everything that a person can change about what is shown: one selection, one cursor, one range of
// time, shared by all views. Only commands write it (ui/commands.h); views read it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/analysis/filter.h"
#include "core/async_id.h"
#include "storage/session.h"
#include "ui/logic/theme.h"

namespace uvscope::ui {

// [begin_ns, end_ns); empty: the whole session.
struct TimeRange {
  std::uint64_t begin_ns = 0, end_ns = 0;

  [[nodiscard]] bool whole() const { return end_ns <= begin_ns; }

  [[nodiscard]] std::uint64_t length() const { return whole() ? 0 : end_ns - begin_ns; }

  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

enum class TreeMode : std::uint8_t { Trigger, Execution, Both };
// Of the children of a node: the largest first; else in order of birth.
enum class ChildOrder : std::uint8_t { Birth, Time, TotalTime, Size, Children, LastEvent, Alive };
enum class BottomTab : std::uint8_t { Events, Leaks, Inspector };

// Which view fills the window; Session is the whole layout.
enum class ViewId : std::uint8_t { Start, Session, Trees, Timeline, Events, Inspector, Leaks };

using TypeFold = std::pair<core::ResourceKey, core::TypeId>;  // parent, type of the folded siblings

// Which nodes of one tree are open.
struct TreeState {
  std::map<core::ResourceKey, bool> unfolded;  // what a person decided; else by default
  std::set<TypeFold> open_groups;
  std::map<core::ResourceKey, std::uint64_t> pages;  // of parents with very many children
  friend bool operator==(const TreeState&, const TreeState&) = default;
};

// What Back and Forward return to.
struct Place {
  std::optional<core::ResourceKey> selection;
  storage::EventSeq cursor = storage::kNoSeq;
  friend bool operator==(const Place&, const Place&) = default;
};

enum class TreeRowKind : std::uint8_t { Node, Group, EarlierPage, LaterPage, TooMany };

// A row of a tree that is no resource, where the keys stand on one: a group or a page.
struct RowFocus {
  storage::ParentKind tree = storage::ParentKind::Trigger;
  TreeRowKind kind = TreeRowKind::Group;
  core::ResourceKey parent;
  core::TypeId type;  // Group
  friend bool operator==(const RowFocus&, const RowFocus&) = default;
};

// Open and Close as Right and Left do: open and go in, close and go to the parent.
enum class RowStep : std::uint8_t { Up, Down, Open, Close };

// A request to a view that alone can answer it, as "the row below": answered once per `serial`.
struct RowMove {
  std::uint64_t serial = 0;
  RowStep step = RowStep::Down;
};

struct Notice {
  std::string text;
  bool is_error = false;
  std::uint64_t serial = 0;  // goes up with each: when it was said is the shell's business
};

// The filter that asks nothing.
core::Filter everything();

// A search of the session that a command waits for.
struct Hunt {
  std::string what;  // "the next match of “destroy of #4”"
  storage::EventSeq reached = storage::kNoSeq;
};

struct ViewState {
  std::optional<core::ResourceKey> selection;
  storage::EventSeq cursor = storage::kNoSeq;
  TimeRange range;
  bool follow = true;  // the cursor stays at the end of a growing session

  ThemeKind theme = ThemeKind::Dark;
  ViewId view = ViewId::Start;
  TreeMode tree_mode = TreeMode::Both;
  BottomTab bottom_tab = BottomTab::Events;
  ChildOrder child_order = ChildOrder::Birth;
  std::array<TreeState, 2> trees;  // by storage::ParentKind
  RowMove tree_move;
  std::optional<RowFocus> row_focus;  // until something is selected
  bool palette_open = false, keys_open = false;

  core::Filter filter = everything();  // what trees, timeline and lists show
  std::vector<core::Filter> filters_before;
  std::uint64_t filter_edits = 0;       // goes up when a person is to type one
  core::Filter stop_at = everything();  // the break condition that was run to last
  std::optional<Hunt> hunt;

  std::vector<Place> back, forward;
  Notice notice;
  // Where a step of the selection was told that it could go round; doing it again there does.
  std::optional<Place> wrap_offer;

  // For the application: taken out when done.
  std::optional<std::string> open_request;
  std::optional<std::string> clipboard_request;
  bool quit_request = false;

  [[nodiscard]] Place place() const { return {selection, cursor}; }

  void say(std::string text, bool is_error = false);
  // Moves to `to`, so that Back returns here.
  void visit(const Place& to);
};

TreeState& treeOf(ViewState& state, storage::ParentKind by);
const TreeState& treeOf(const ViewState& state, storage::ParentKind by);

}  // namespace uvscope::ui
