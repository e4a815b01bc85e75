#include "app/desktop.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <imgui.h>

#include "app/frame_renderer.h"
#include "app/recent_sessions.h"
#include "app/remembered_theme.h"
#include "app/session_names.h"
#include "app/start_cards.h"
#include "app/window.h"
#include "ui/commands.h"
#include "ui/logic/worker.h"
#include "ui/workspace.h"

namespace uvscope::app {
namespace {

using Clock = std::chrono::steady_clock;

// Frames drawn after the last thing that happened: hovering and scrolling settle within them.
constexpr int kFramesAfterInput = 3;
// Seconds.
constexpr double kAnswerPoll = 0.016;
constexpr double kLivePoll = 0.1;
constexpr double kIdlePoll = 30;

// Opens sessions and reads cards away from the drawing thread.
class Library {
 public:
  Library(ui::SessionOpener open, std::function<void()> wake)
      : open_(std::move(open)), worker_(std::move(wake)) {}

  struct Opened {
    std::string path;
    core::Result<std::unique_ptr<storage::Session>> session;
  };

  void open(const std::string& path) {
    worker_.post([this, path] {
      Opened opened{path, open_(path)};
      const std::lock_guard lock(mutex_);
      opened_ = std::move(opened);
    });
  }

  void readCards() {
    worker_.post([this] {
      std::vector<ui::RecentCard> cards = startCards(open_);
      const std::lock_guard lock(mutex_);
      cards_ = std::move(cards);
    });
  }

  std::optional<Opened> takeOpened() {
    const std::lock_guard lock(mutex_);
    return std::exchange(opened_, std::nullopt);
  }

  std::optional<std::vector<ui::RecentCard>> takeCards() {
    const std::lock_guard lock(mutex_);
    return std::exchange(cards_, std::nullopt);
  }

 private:
  const ui::SessionOpener open_;
  std::mutex mutex_;
  std::optional<Opened> opened_;                      // guarded by mutex_
  std::optional<std::vector<ui::RecentCard>> cards_;  // guarded by mutex_
  ui::Worker worker_;                                 // last: it ends before what it uses
};

class Desktop {
 public:
  Desktop(Window& window, ui::Workspace& workspace, const DesktopOptions& options)
      : window_(window),
        workspace_(workspace),
        library_(options.open, &Window::wake),
        renderer_(options.scale > 0 ? options.scale : window.contentScale()),
        fixed_scale_(options.scale > 0) {
    workspace_.startPage().workloads = options.workloads;
    window_.connect();
    readCards();
  }

  ~Desktop() { window_.disconnect(); }

  Desktop(const Desktop&) = delete;
  Desktop& operator=(const Desktop&) = delete;

  void loop() {
    int frames = kFramesAfterInput;
    bool shown = false;
    while (!window_.closeWanted() && !workspace_.state().quit_request) {
      window_.wait(frames > 0 ? 0 : patience());
      if (takeInput()) frames = kFramesAfterInput;
      const bool due = !workspace_.settled() || workspace_.live() || workspace_.fading();
      if (frames == 0 && !due) continue;
      frames = std::max(0, frames - 1);
      drawFrame();
      keepTheme();
      if (!std::exchange(shown, true)) window_.show();
    }
  }

 private:
  // How long to sleep where no input comes; an answer of the session ends the sleep.
  [[nodiscard]] double patience() const {
    if (!window_.visible()) return kIdlePoll;
    if (!workspace_.settled()) return kAnswerPoll;
    return workspace_.live() || workspace_.fading() ? kLivePoll : kIdlePoll;
  }

  // True: there is something new to draw.
  bool takeInput() {
    bool fresh = window_.takeInput();
    const bool typing = ImGui::GetIO().WantTextInput;
    for (const std::string& chord : window_.takeChords()) {
      // While a text field has the keys, it is asked first; Escape and the palette's keys are its
      // own.
      if (!typing || chord.starts_with("Ctrl+P") || chord.starts_with("Ctrl+Shift+P")) {
        workspace_.key(chord);
      }
    }
    for (const std::string& path : window_.takeDrops())
      library_.open(path);
    if (auto path = workspace_.takeOpenRequest())
      library_.open(sessionPath(sessionNamesPath(), *path));
    if (auto text = workspace_.takeClipboardRequest()) window_.setClipboard(*text);
    fresh = takeOpened() || fresh;
    if (auto cards = library_.takeCards()) {
      workspace_.startPage().recent = std::move(*cards);
      workspace_.startPage().loading = false;
      fresh = true;
    }
    return fresh;
  }

  void keepTheme() {
    const ui::ThemeKind theme = workspace_.state().theme;
    if (theme == kept_theme_) return;
    kept_theme_ = theme;
    rememberTheme(theme_path_, theme);
  }

  bool takeOpened() {
    auto opened = library_.takeOpened();
    if (!opened) return false;
    if (!opened->session && workspace_.session() != nullptr) {
      workspace_.fail(opened->session.error().message);
      return true;
    }
    if (!opened->session) {
      workspace_.startPage().opening_error = opened->session.error().message;
      workspace_.run({ui::makeCommand("view", {std::string("start")})});
      return true;
    }
    workspace_.open(std::move(*opened->session));
    rememberSession(list_path_, opened->path);
    window_.setTitle(ui::fileName(opened->path) + " – uvscope");
    readCards();
    return true;
  }

  void readCards() {
    workspace_.startPage().loading = true;
    library_.readCards();
  }

  void drawFrame() {
    const float scale = window_.contentScale();
    if (!fixed_scale_ && scale != renderer_.scale()) renderer_.setScale(scale);
    window_.beginFrame();
    renderer_.draw(workspace_, Clock::now());
    window_.swap();
  }

  Window& window_;
  ui::Workspace& workspace_;
  const std::string list_path_ = recentListPath();
  const std::string theme_path_ = themeFilePath();
  Library library_;
  FrameRenderer renderer_;
  const bool fixed_scale_;
  ui::ThemeKind kept_theme_ = workspace_.state().theme;
};

}  // namespace

core::Result<int> runDesktop(const DesktopOptions& options) {
  auto commands = ui::parseCommands(options.run);
  if (!commands) return commands.error();
  std::unique_ptr<storage::Session> session;
  if (!options.path.empty()) {
    auto opened = options.open(options.path);
    if (!opened) return opened.error();
    session = std::move(*opened);
    rememberSession(recentListPath(), options.path);
  }
  const std::string title =
      options.path.empty() ? "uvscope" : ui::fileName(options.path) + " – uvscope";
  auto window = Window::create(title, options.width, options.height);
  if (!window) return window.error();
  ui::Workspace workspace(&Window::wake);
  if (const auto theme = rememberedTheme(themeFilePath())) workspace.setTheme(*theme);
  if (session) workspace.open(std::move(session));
  workspace.run(std::move(*commands));
  Desktop(**window, workspace, options).loop();
  return 0;
}

}  // namespace uvscope::app
