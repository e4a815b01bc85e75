#include "ui/views/inspector_view.h"

#include <algorithm>

#include <fmt/format.h>

#include "ui/logic/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/resource_label.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr float kMargin = 14;

// Draws top down within a scrolling child; each part moves `y_` on.
class Page {
 public:
  Page(const FrameContext& context, CommandQueue& commands, const Inspection& inspection)
      : context_(context),
        commands_(commands),
        theme_(context.theme),
        in_(inspection),
        list_(*ImGui::GetWindowDrawList()) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    left_ = at.x + context.px(kMargin);
    right_ = at.x + ImGui::GetContentRegionAvail().x - context.px(kMargin - 2);
    start_ = at;
    y_ = at.y + context.px(12);
  }

  void draw() {
    heading();
    if (in_.record) {
      facts(*in_.record);
    } else {
      explainMissing();
    }
    chain("Why it exists", "trigger parents, up to the root", in_.why, in_.why_cut, theme_.why);
    if (in_.record && in_.record->diverges()) {
      chain("When it was made", "in whose callbacks", in_.when, in_.when_cut, theme_.when);
    } else if (in_.record) {
      section("When it was made", "the execution parent is the trigger parent");
    }
    children("Made because of it", in_.trigger_children, in_.trigger_count);
    if (!sameChildren())
      children("Made in its callbacks", in_.execution_children, in_.execution_count);
    events();
    ImGui::SetCursorScreenPos(start_);
    ImGui::Dummy({1, y_ - start_.y + context_.px(16)});
  }

 private:
  [[nodiscard]] float row() const { return context_.px(kRow); }

  [[nodiscard]] bool sameChildren() const {
    return in_.trigger_count == in_.execution_count &&
           std::equal(in_.trigger_children.begin(), in_.trigger_children.end(),
                      in_.execution_children.begin(), in_.execution_children.end(),
                      [](const auto& a, const auto& b) { return a.key == b.key; });
  }

  void heading() {
    const float height = context_.px(26);
    const std::optional<core::TypeId> type =
        in_.record ? std::optional(in_.record->type) : std::nullopt;
    resourceLabel(context_, list_, left_, y_, height, right_, in_.key, type, {false, true});
    y_ += height;
    if (!in_.record) return;
    const auto& record = *in_.record;
    const LifeState state = lifeAt(record, context_.cursor);
    const Rgba family = theme_.family(core::familyOf(record.type));
    float x = left_ + context_.px(2);
    stateMark(context_, list_, {x, y_}, row(), state, family, record.referenced);
    x += context_.px(17);
    x += textIn(list_, context_.fonts.text, x, y_, row(), theme_.text, lifeName(state));
    if (!record.referenced) {
      x += context_.px(10);
      x += textIn(list_, context_.fonts.text, x, y_, row(), theme_.text_dim, "unref'd");
    }
    y_ += row() + context_.px(2);
    x = left_;
    if (!record.destroyed() && context_.session->info.finished) {
      x += pill(context_, list_, {x, y_}, row(), theme_.danger,
                fmt::format("{} never destroyed", icon::kWarning)) +
           context_.px(6);
    }
    if (record.diverges()) {
      x += pill(context_, list_, {x, y_}, row(), theme_.when,
                fmt::format("{} trigger ≠ execution", icon::kDiverges)) +
           context_.px(6);
    }
    if (x > left_) y_ += row() + context_.px(2);
    if (!record.detail.empty()) {
      y_ += textWrapped(list_, context_.fonts.mono, {left_, y_ + context_.px(3)}, right_ - left_,
                        theme_.text, record.detail) +
            context_.px(8);
    }
  }

  void explainMissing() {
    const char* const text =
        in_.key.id == core::kBootstrapId ? "The program's own code, outside of any callback."
        : in_.key.id == core::kNativeId
            ? "The loop itself: what it does while no callback of the program runs."
            : "It was made before the recording began, so nothing is known of its beginning.";
    y_ += textWrapped(list_, context_.fonts.text, {left_, y_ + context_.px(4)}, right_ - left_,
                      theme_.text_dim, text) +
          context_.px(8);
  }

  void section(std::string_view title, std::string_view note = {}) {
    y_ += context_.px(10);
    list_.AddRectFilled({left_, y_}, {right_, y_ + 1}, theme_.line);
    y_ += context_.px(6);
    const float used = textIn(list_, context_.fonts.strong, left_, y_, row(), theme_.text, title);
    textCut(list_, context_.fonts.small, left_ + used + context_.px(8), y_ + 1, row(),
            right_ - left_ - used - context_.px(8), theme_.text_faint, note);
    y_ += row() + context_.px(2);
  }

  void fact(std::string_view name, std::string_view value, std::string_view exact = {},
            storage::EventSeq at = storage::kNoSeq) {
    const Area area{{left_ - context_.px(6), y_}, {right_ + context_.px(4), y_ + row()}};
    if (at != storage::kNoSeq || !exact.empty()) {
      const Touch touched = touch(name.data(), area);
      if (touched.hovered && at != storage::kNoSeq) {
        list_.AddRectFilled(area.min, area.max, theme_.raised, context_.px(3));
      }
      if (touched.hovered && !exact.empty()) {
        tooltip(context_, exact, at != storage::kNoSeq ? "Click to go to this event" : "");
      }
      if (touched.clicked && at != storage::kNoSeq) commands_.push("goto-event", {at});
    }
    textIn(list_, context_.fonts.text, left_, y_, row(), theme_.text_dim, name);
    textRight(list_, context_.fonts.mono, right_, y_, row(), theme_.text, value);
    y_ += row();
  }

  void moment(std::string_view name, std::uint64_t ns, storage::EventSeq seq) {
    fact(name, formatMoment(ns), formatExactTime(ns), seq);
  }

  void facts(const storage::ResourceRecord& record) {
    section("Life");
    moment("made", record.init_ns, record.init_seq);
    if (record.first_before_ns != storage::kNeverNs) {
      fact("first callback", "+" + formatDuration(record.first_before_ns - record.init_ns),
           formatExactTime(record.first_before_ns));
    }
    if (record.closing_seq != storage::kNoSeq) {
      moment("closing", record.closing_ns, record.closing_seq);
    }
    if (record.destroyed()) {
      moment("destroyed", record.destroy_ns, record.destroy_seq);
      fact("lived", formatDuration(record.destroy_ns - record.init_ns),
           formatExactTime(record.destroy_ns - record.init_ns));
    } else {
      const std::uint64_t end = std::max(context_.session->info.duration_ns, record.init_ns);
      fact("open for", formatDuration(end - record.init_ns), formatExactTime(end - record.init_ns));
    }
    section("Callbacks", record.runs == 0 ? "none has run" : "");
    if (record.runs == 0) return;
    fact("runs", formatCount(record.runs));
    fact("time in them", formatDuration(record.run_ns), formatExactTime(record.run_ns));
    fact("mean", formatDuration(record.run_ns / record.runs));
    fact("longest", formatDuration(record.max_run_ns), formatExactTime(record.max_run_ns));
  }

  void chain(std::string_view title, std::string_view note, const std::vector<ChainLink>& links,
             bool cut, Rgba edge) {
    if (links.size() < 2) return;
    section(title, note);
    for (std::size_t i = 0; i < links.size(); ++i) {
      if (i > 0) chainEdge(links[i], edge);
      resourceRow(links[i].key, links[i].record, 0);
    }
    if (cut) {
      textIn(list_, context_.fonts.small, left_, y_, row(), theme_.text_faint, "… and further up");
      y_ += row();
    }
  }

  // Between a resource and its parent: the arrow, how long after, in which run.
  void chainEdge(const ChainLink& parent, Rgba edge) {
    const float height = context_.px(16);
    const float x = left_ + context_.px(7);
    list_.AddRectFilled({x, y_ + context_.px(3)}, {x + 1, y_ + height}, edge);
    list_.AddTriangleFilled({x - context_.px(3), y_ + context_.px(4)},
                            {x + context_.px(4), y_ + context_.px(4)}, {x + 0.5F, y_ - 1}, edge);
    std::string text;
    if (parent.in_run > 0) text = fmt::format("in run {}", formatCount(parent.in_run));
    if (parent.waited_ns != storage::kNeverNs) {
      text += fmt::format("{}{} after it was made", text.empty() ? "" : ", ",
                          formatDuration(parent.waited_ns));
    }
    textCut(list_, context_.fonts.small, left_ + context_.px(19), y_, height, right_ - left_,
            theme_.text_faint, text);
    y_ += height;
  }

  void resourceRow(core::ResourceKey key, const std::optional<storage::ResourceRecord>& record,
                   float indent) {
    const Area area{{left_ - context_.px(6), y_}, {right_ + context_.px(4), y_ + row()}};
    ImGui::PushID(static_cast<int>(y_ - start_.y));
    const Touch touched = touch("resource", area);
    ImGui::PopID();
    if (touched.hovered || context_.hover.now == key) {
      list_.AddRectFilled(area.min, area.max, theme_.raised, context_.px(3));
    }
    if (touched.hovered) context_.hover.next = key;
    if (touched.clicked) commands_.push("select", {key});
    if (touched.double_clicked && record) commands_.push("goto-resource", {key});
    const std::optional<core::TypeId> type = record ? std::optional(record->type) : std::nullopt;
    const bool faint = record && (lifeAt(*record, context_.cursor) == LifeState::Destroyed ||
                                  lifeAt(*record, context_.cursor) == LifeState::Unborn);
    float x = left_ + indent;
    x += resourceLabel(context_, list_, x, y_, row(), right_, key, type, {faint, false});
    if (record) {
      textCut(list_, context_.fonts.small, x + context_.px(8), y_, row(),
              right_ - x - context_.px(8), faint ? theme_.text_faint : theme_.text_dim,
              record->detail);
    }
    y_ += row();
  }

  void children(std::string_view title, const std::vector<storage::TreeNode>& nodes,
                std::uint64_t count) {
    section(title, count == 0 ? "nothing" : formatCount(count));
    for (const storage::TreeNode& node : nodes)
      resourceRow(node.key, node.resource, 0);
    if (count > nodes.size()) {
      textIn(list_, context_.fonts.small, left_, y_, row(), theme_.text_faint,
             formatCount(count - nodes.size()) + " more in the tree");
      y_ += row();
    }
  }

  void events() {
    if (in_.events.empty()) return;
    section("Its events", "around the cursor");
    if (in_.earlier_events) ellipsis();
    for (const EventRow& row : in_.events)
      eventRow(row);
    if (in_.later_events) ellipsis();
  }

  void ellipsis() {
    textIn(list_, context_.fonts.text, left_ + context_.px(4), y_, row(), theme_.text_faint, "…");
    y_ += row();
  }

  void eventRow(const EventRow& event) {
    const Area area{{left_ - context_.px(6), y_}, {right_ + context_.px(4), y_ + row()}};
    const Touch touched = touch(event.seq, area);
    const bool here = event.seq == context_.state.cursor;
    const bool later = event.seq > context_.state.cursor;
    if (here || touched.hovered) {
      list_.AddRectFilled(area.min, area.max, here ? theme_.selected : theme_.raised,
                          context_.px(3));
    }
    if (touched.clicked) commands_.push("goto-event", {event.seq});
    const Rgba text = later ? theme_.text_faint : theme_.text;
    textIn(list_, context_.fonts.small, left_ + context_.px(2), y_, row(),
           later ? theme_.text_faint : theme_.text_dim, eventIcon(event.event.kind));
    float x = left_ + context_.px(19);
    x += std::max(context_.px(56), textIn(list_, context_.fonts.text, x, y_, row(), text,
                                          eventKindName(event.event.kind)) +
                                       context_.px(8));
    const std::string number = formatCount(event.seq);
    const float number_width =
        textRight(list_, context_.fonts.mono, right_, y_, row(), theme_.text_faint, number);
    textCut(list_, context_.fonts.small, x, y_, row(), right_ - number_width - x - context_.px(8),
            later ? theme_.text_faint : theme_.text_dim, event.note);
    y_ += row();
  }

  const FrameContext& context_;
  CommandQueue& commands_;
  const Theme& theme_;
  const Inspection& in_;
  ImDrawList& list_;
  ImVec2 start_;
  float left_ = 0, right_ = 0, y_ = 0;
};

void drawEmpty(const FrameContext& context, const Area& area) {
  const float width = area.width() - context.px(2 * kMargin);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  ImVec2 at{area.min.x + context.px(kMargin), area.min.y + context.px(14)};
  at.y +=
      textWrapped(list, context.fonts.strong, at, width, context.theme.text, "Nothing is selected");
  at.y += context.px(6);
  textWrapped(
      list, context.fonts.text, at, width, context.theme.text_dim,
      "Click a resource in a tree, the timeline or the event list to see why it exists, when "
      "it was made and what its callbacks cost.");
}

}  // namespace

void InspectorView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  panel(context, area);
  if (!context.state.selection) return drawEmpty(context, area);
  const Key key{context.session->generation, *context.state.selection, context.state.cursor};
  const Inspection* const inspection = context.source->ask<Key, Inspection>(
      inspection_, key, [](storage::Session& session, const Key& wanted) {
        return inspect(session, wanted.resource, wanted.cursor);
      });
  if (inspection == nullptr) return;
  ImGui::SetCursorScreenPos(area.min);
  ImGui::BeginChild("inspector", {area.width(), area.height()}, false,
                    ImGuiWindowFlags_NoBackground);
  Page(context, commands, *inspection).draw();
  ImGui::EndChild();
}

}  // namespace uvscope::ui
