#include "ui/workspace.h"

#include <algorithm>

#include "ui/logic/time_range.h"
#include "ui/style.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr float kBar = 42;
constexpr std::chrono::seconds kNoticeFor{4};

bool listsChord(std::string_view keys, std::string_view chord) {
  while (!keys.empty()) {
    const std::string_view one = keys.substr(0, keys.find(' '));
    if (one == chord) return true;
    keys.remove_prefix(std::min(keys.size(), one.size() + 1));
  }
  return false;
}

}  // namespace

Workspace::Workspace(std::function<void()> wake)
    : wake_(std::move(wake)), session_view_(std::make_unique<SessionView>()) {}

void Workspace::open(std::unique_ptr<storage::Session> session) {
  ++opened_;
  runner_.reset();
  cursor_.forget();
  matches_.forget();
  filtering_ = {};
  // Before the source: answers of the old session must not be asked by views of the new one.
  session_view_ = std::make_unique<SessionView>();
  source_ = std::make_unique<SessionSource>(std::move(session), wake_);
  const ThemeKind theme = state_.theme;
  state_ = ViewState();
  state_.theme = theme;
  state_.view = ViewId::Session;
  state_.cursor = source_->snapshot().info.events;
  state_.follow = !source_->snapshot().info.finished;
  start_.opening_error.clear();
}

bool Workspace::key(std::string_view chord) {
  for (const CommandInfo& info : commandTable()) {
    if (!listsChord(info.keys, chord)) continue;
    // A key that cannot do anything now says nothing; the palette does not offer it either.
    const bool idle = (info.needs != CommandNeeds::Nothing && !source_) ||
                      (info.needs == CommandNeeds::Selection && !state_.selection);
    if (!idle) runner_.enqueue({Command{&info, {}}});
    return true;
  }
  return false;
}

void Workspace::takeGrowth(Clock::time_point now) {
  if (!source_ || !source_->poll(now)) return;
  if (state_.follow && !runner_.busy()) {
    const storage::SessionInfo& info = source_->snapshot().info;
    state_.cursor = info.events;
    state_.range = revealed(state_.range, info.duration_ns, info.duration_ns);
  }
}

const CursorState& Workspace::cursor() {
  if (!source_) return no_cursor_;
  const bool at_end = state_.cursor >= source_->snapshot().info.events;
  const CursorKey key{at_end ? source_->snapshot().generation : 0, state_.cursor};
  const CursorState* const answer = source_->ask<CursorKey, CursorState>(
      cursor_, key, [](storage::Session& session, const CursorKey& wanted) {
        return cursorState(session, wanted.seq);
      });
  return answer != nullptr ? *answer : no_cursor_;
}

void Workspace::findMatches() {
  filtering_ = {};
  if (!source_ || state_.filter.empty() || isOfEvents(state_.filter)) return matches_.forget();
  const bool moving = dependsOnMoment(state_.filter);
  const FilterKey key{state_.filter.text, moving ? state_.cursor : kAtEnd};
  auto matches = source_->search<FilterKey, FilterMatches>(
      matches_, key, source_->snapshot().generation,
      [&](storage::Session& session) { return matchSlices(session, state_.filter, key.at); });
  if (matches == nullptr) return;
  filtering_.shown = ShownMatches{*matches_.answerKey(), matches->first.size(), matches->all()};
  filtering_.matches = std::move(matches);
}

bool Workspace::settled() const {
  const bool session_shown = source_ && state_.view != ViewId::Start;
  return !runner_.busy() && cursor_.current() && matches_.complete() && bar_.settled() &&
         (!session_shown || session_view_->settled());
}

bool Workspace::advance(Clock::time_point now) {
  takeGrowth(now);
  runner_.pump(state_, source_.get());
  return runner_.busy();
}

void Workspace::frame(const Fonts& fonts, float scale, PictureScreen& pictures,
                      Clock::time_point now) {
  advance(now);
  const Theme& theme = themeOf(state_.theme);
  if (styled_for_ != state_.theme || styled_scale_ != scale) {
    applyStyle(theme, scale);
    styled_for_ = state_.theme;
    styled_scale_ = scale;
  }
  hover_.now = std::exchange(hover_.next, std::nullopt);
  grounds_.clear();
  findMatches();
  const FrameContext context{state_,   source_.get(), session(),  cursor(), start_,
                             theme,    fonts,         scale,      now,      pictures,
                             grounds_, hover_,        filtering_, opened_};
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  grounds_.push_back({{0, 0}, size, theme.line});
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushFont(fonts.text);
  ImGui::Begin("main", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNavInputs |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar();
  CommandQueue commands;
  const float bar = context.px(kBar);
  bar_.draw(context, commands, {{0, 0}, {size.x, bar}});
  const Area below{{0, bar + 1}, size};
  if (state_.view == ViewId::Start || !source_) {
    start_view_.draw(context, commands, below);
  } else {
    session_view_->draw(context, commands, below);
  }
  drawNotice(context, {{0, 0}, {size.x, bar}});
  ImGui::End();
  palette_.draw(context, commands, {{0, 0}, size});
  keys_.draw(context, commands, {{0, 0}, size});
  ImGui::PopFont();
  runner_.enqueue(commands.take());
}

void Workspace::drawNotice(const FrameContext& context, const Area& area) {
  if (state_.notice.serial != notice_seen_) {
    notice_seen_ = state_.notice.serial;
    notice_at_ = context.now;
  }
  notice_shown_ = !state_.notice.text.empty() && context.now - notice_at_ <= kNoticeFor;
  if (!notice_shown_) return;
  // In the bar: over figures that stay the same, never over what a step has just brought up.
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float height = context.px(30);
  const float right = bar_.freeUntil();
  const float width = std::min(right - context.px(130),
                               textWidth(context.fonts.text, state_.notice.text) + context.px(32));
  const ImVec2 at{right - width,
                  area.min.y + static_cast<float>(static_cast<int>((area.height() - height) / 2))};
  const Theme& theme = context.theme;
  list.AddRectFilled(at, {at.x + width, at.y + height}, theme.selected, context.px(6));
  list.AddRect(at, {at.x + width, at.y + height},
               state_.notice.is_error ? theme.danger : theme.line_strong, context.px(6));
  textCut(list, context.fonts.text, at.x + context.px(16), at.y, height, width - context.px(31),
          theme.text, state_.notice.text);
}

}  // namespace uvscope::ui
