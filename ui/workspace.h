// The application without its window: the state, the open session, the commands and the views. A
// test builds one with a session in memory and no backend.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ui/command_runner.h"
#include "ui/commands.h"
#include "ui/frame_context.h"
#include "ui/logic/session_source.h"
#include "ui/start_page.h"
#include "ui/views/keys_view.h"
#include "ui/views/palette_view.h"
#include "ui/views/session_view.h"
#include "ui/views/start_view.h"

namespace uvscope::ui {

class Workspace {
 public:
  using Clock = std::chrono::steady_clock;

  // `wake`: called on another thread when there is something new to draw.
  explicit Workspace(std::function<void()> wake = {});

  void open(std::unique_ptr<storage::Session> session);

  void run(std::vector<Command> commands) { runner_.enqueue(std::move(commands)); }

  // Before the first frame; a person changes it by command.
  void setTheme(ThemeKind theme) { state_.theme = theme; }

  // Tells of something that went wrong outside, as a file that cannot be opened.
  void fail(std::string message) { state_.say(std::move(message), true); }

  // "Shift+."; what the command table binds to it. True: a command is.
  bool key(std::string_view chord);

  // Draws one frame between ImGui::NewFrame() and ImGui::Render().
  void frame(const Fonts& fonts, float scale, PictureScreen& pictures, Clock::time_point now);

  // Does what commands wait for it, without drawing. True: an answer of the session is awaited.
  // What is drawn first then shows the end of the commands, not the way there.
  bool advance(Clock::time_point now);

  // What the frame wants filled before it is drawn.
  [[nodiscard]] const std::vector<Ground>& grounds() const { return grounds_; }

  // Nothing waits for an answer: the last frame shows the final picture of the state.
  [[nodiscard]] bool settled() const;

  // The session may grow: draw again before long even without input.
  [[nodiscard]] bool live() const { return source_ && !source_->snapshot().info.finished; }

  // A notice is on the screen and will vanish by itself.
  [[nodiscard]] bool fading() const { return notice_shown_; }

  [[nodiscard]] const ViewState& state() const { return state_; }

  [[nodiscard]] const Snapshot* session() const { return source_ ? &source_->snapshot() : nullptr; }

  StartPage& startPage() { return start_; }

  std::optional<core::Error> takeError() { return runner_.takeError(); }

  // Requests for the application; each is taken once.
  std::optional<std::string> takeOpenRequest() { return std::exchange(state_.open_request, {}); }

  std::optional<std::string> takeClipboardRequest() {
    return std::exchange(state_.clipboard_request, {});
  }

 private:
  void takeGrowth(Clock::time_point now);
  const CursorState& cursor();
  void findMatches();
  void drawNotice(const FrameContext& context, const Area& area);

  std::function<void()> wake_;
  ViewState state_;
  StartPage start_;
  std::unique_ptr<SessionSource> source_;
  CommandRunner runner_;

  struct CursorKey {
    std::uint64_t generation;
    storage::EventSeq seq;
    friend bool operator==(const CursorKey&, const CursorKey&) = default;
  };

  Query<CursorKey, CursorState> cursor_;
  Search<FilterKey, FilterMatches> matches_;
  Filtering filtering_;
  CursorState no_cursor_;
  HoverLink hover_;
  std::uint64_t opened_ = 0;  // sessions so far
  std::vector<Ground> grounds_;
  std::optional<ThemeKind> styled_for_;
  float styled_scale_ = 0;
  std::uint64_t notice_seen_ = 0;
  bool notice_shown_ = false;
  Clock::time_point notice_at_;

  // The visible list of views.
  std::unique_ptr<SessionView> session_view_;
  BarView bar_;
  StartView start_view_;
  PaletteView palette_;
  KeysView keys_;
};

}  // namespace uvscope::ui
