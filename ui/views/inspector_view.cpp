#include "ui/views/inspector_view.h"

#include <algorithm>

#include <fmt/format.h>

#include "ui/logic/format.h"
#include "ui/logic/libuv_facts.h"
#include "ui/views/session_summary.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/page.h"
#include "ui/widgets/resource_label.h"
#include "ui/widgets/severity.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

// Draws top down within a scrolling child; each part moves `page_.y()` on.
class Page {
 public:
  // `below`: null while nothing is known.
  Page(const FrameContext& context, CommandQueue& commands, const Inspection& inspection,
       const storage::SubtreeTotals* below)
      : context_(context),
        commands_(commands),
        theme_(context.theme),
        in_(inspection),
        below_(below),
        page_(context),
        list_(*ImGui::GetWindowDrawList()) {}

  void draw() {
    heading();
    if (in_.record) {
      if (in_.judgement) judgement(*in_.judgement);
      facts(*in_.record);
    } else {
      explainMissing();
    }
    calls();
    chain("Why it exists", "trigger parents, up to the root", in_.why, in_.why_cut, theme_.why);
    if (in_.record && in_.record->diverges()) {
      chain("When it was made", "in whose callbacks", in_.when, in_.when_cut, theme_.when);
    } else if (in_.record) {
      page_.section("When it was made", "by the same parents");
    }
    subtree();
    children("Made because of it", in_.trigger_children, in_.trigger_count);
    if (!sameChildren())
      children("Made in its callbacks", in_.execution_children, in_.execution_count);
    events();
    page_.finish();
  }

 private:
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
    resourceLabel(context_, list_, page_.left(), page_.y(), height, page_.right(), in_.key, type,
                  {false, true});
    page_.skip(height);
    if (!in_.record) return;
    const auto& record = *in_.record;
    const LifeState state = lifeAt(record, context_.cursor);
    const Rgba family = theme_.family(core::familyOf(record.type));
    float x = page_.left() + context_.px(2);
    stateMark(context_, list_, {x, page_.y()}, page_.row(), state, family, record.referenced);
    x += context_.px(17);
    const std::string words = std::string(lifeName(state)) + (record.referenced ? "" : ", unref'd");
    textIn(list_, context_.fonts.text, x, page_.y(), page_.row(), theme_.text, words);
    page_.skip(page_.row() + context_.px(2));
    x = page_.left();
    if (!record.destroyed() && context_.session->info.finished) {
      x += pill(context_, list_, {x, page_.y()}, page_.row(), theme_.danger,
                fmt::format("{} never destroyed", icon::kWarning)) +
           context_.px(6);
    }
    if (record.diverges()) {
      x += pill(context_, list_, {x, page_.y()}, page_.row(), theme_.when,
                fmt::format("{} trigger ≠ execution", icon::kDiverges)) +
           context_.px(6);
    }
    if (x > page_.left()) page_.skip(page_.row() + context_.px(2));
    if (!record.detail.empty()) {
      page_.skip(textWrapped(list_, context_.fonts.mono, {page_.left(), page_.y() + context_.px(3)},
                             page_.right() - page_.left(), theme_.text, record.detail) +
                 context_.px(8));
    }
  }

  // Why it is suspected, in the words of the open resources.
  void judgement(const Judgement& judged) {
    if (!judged.finding && !in_.judged_at_end) return;
    page_.section(in_.judged_at_end ? "Why it is suspected" : "So far",
                  in_.judged_at_end ? "at the end" : "at the cursor");
    severityPill(context_, list_, {page_.left(), page_.y()}, page_.row(), judged.finding);
    page_.skip(page_.row());
    page_.paragraph(sentenceOf(judged), theme_.text_dim);
  }

  void explainMissing() {
    const char* const text =
        in_.key.id == core::kBootstrapId ? "The program's own code, outside of any callback."
        : in_.key.id == core::kNativeId
            ? "The loop itself: what it does while no callback of the program runs."
            : "It was made before the recording began, so nothing is known of its beginning.";
    page_.skip(textWrapped(list_, context_.fonts.text, {page_.left(), page_.y() + context_.px(4)},
                           page_.right() - page_.left(), theme_.text_dim, text) +
               context_.px(8));
  }

  void fact(std::string_view name, std::string_view value, std::string_view exact = {},
            storage::EventSeq at = storage::kNoSeq) {
    const Area area = page_.rowArea();
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
    textIn(list_, context_.fonts.text, page_.left(), page_.y(), page_.row(), theme_.text_dim, name);
    textRight(list_, context_.fonts.mono, page_.right(), page_.y(), page_.row(), theme_.text,
              value);
    page_.skip(page_.row());
  }

  void moment(std::string_view name, std::uint64_t ns, storage::EventSeq seq) {
    fact(name, formatMoment(ns), formatExactTime(ns), seq);
  }

  void facts(const storage::ResourceRecord& record) {
    page_.section("Life");
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
    for (const Fact& known : libuvFacts(record, context_.session->contexts))
      fact(known.label, known.value);
    page_.section("Callbacks", record.runs == 0 ? "none has run" : "");
    if (record.runs == 0) return;
    fact("runs", formatCount(record.runs));
    fact("time in them", formatDuration(record.run_ns), formatExactTime(record.run_ns));
    fact("mean", formatDuration(record.run_ns / record.runs));
    fact("longest", formatDuration(record.max_run_ns), formatExactTime(record.max_run_ns));
  }

  // The creation stack. What the program did itself stands out from its libraries.
  void calls() {
    if (in_.frames.empty()) return;
    page_.section("Made by these calls", "the innermost first");
    for (std::size_t i = 0; i < in_.frames.size(); ++i)
      callRow(in_.frames[i], i == in_.site);
  }

  void callRow(const core::StackFrame& frame, bool is_site) {
    const Area area = page_.rowArea();
    ImGui::PushID(static_cast<int>(page_.offset()));
    const Touch touched = touch("call", area);
    ImGui::PopID();
    if (touched.hovered) {
      list_.AddRectFilled(area.min, area.max, theme_.raised, context_.px(3));
      tooltip(context_, core::functionName(frame), callDetails(frame));
    }
    if (is_site) {  // a bar at its side: the rows that lie below it are how the program came there
      list_.AddRectFilled({area.min.x, area.min.y + context_.px(3)},
                          {area.min.x + context_.px(2), area.max.y - context_.px(3)}, theme_.text);
    }
    const Rgba color = core::isSystemCode(frame) ? theme_.text_faint : theme_.text;
    std::string name = core::functionName(frame);
    std::string place = core::placeName(frame);
    const float row = page_.width() - context_.px(10);
    const auto crowded = [&] {
      return textWidth(context_.fonts.mono, name) + textWidth(context_.fonts.small, place) > row;
    };
    // What says least goes first; the tooltip has all of it.
    if (crowded()) name = withoutParameters(name);
    if (crowded() && frame.file.empty()) place = place.substr(0, place.rfind('+'));
    place = fitted(context_.fonts.small, roomAtTheRight(row, textWidth(context_.fonts.mono, name)),
                   place);
    const float place_width = textRight(list_, context_.fonts.small, page_.right(), page_.y(),
                                        page_.row(), theme_.text_dim, place);
    const float room = page_.width() - place_width - context_.px(10);
    const float used = textCut(list_, context_.fonts.mono, page_.left(), page_.y(), page_.row(),
                               room, color, name);
    if (frame.inlined) {
      textCut(list_, context_.fonts.small, page_.left() + used + context_.px(7), page_.y(),
              page_.row(), room - used - context_.px(7), theme_.text_faint, "inlined");
    }
    page_.skip(page_.row());
  }

  static std::string callDetails(const core::StackFrame& frame) {
    std::string lines;
    if (!frame.file.empty()) lines = fmt::format("{}:{}\n", frame.file, frame.line);
    if (!frame.module.empty()) lines += fmt::format("{} + {:#x}", frame.module, frame.offset);
    if (frame.inlined) lines += "\ninlined by the compiler into the next call";
    return lines;
  }

  void chain(std::string_view title, std::string_view note, const std::vector<ChainLink>& links,
             bool cut, Rgba edge) {
    if (links.size() < 2) return;
    page_.section(title, note);
    for (std::size_t i = 0; i < links.size(); ++i) {
      if (i > 0) chainEdge(links[i], edge);
      resourceRow(links[i].key, links[i].record, 0);
    }
    if (cut) {
      textIn(list_, context_.fonts.small, page_.left(), page_.y(), page_.row(), theme_.text_faint,
             "… and further up");
      page_.skip(page_.row());
    }
  }

  // Between a resource and its parent: the arrow, how long after, in which run.
  void chainEdge(const ChainLink& parent, Rgba edge) {
    const float height = context_.px(16);
    const float x = page_.left() + context_.px(7);
    list_.AddRectFilled({x, page_.y() + context_.px(3)}, {x + 1, page_.y() + height}, edge);
    list_.AddTriangleFilled({x - context_.px(3), page_.y() + context_.px(4)},
                            {x + context_.px(4), page_.y() + context_.px(4)},
                            {x + 0.5F, page_.y() - 1}, edge);
    std::string text;
    if (parent.in_run > 0) text = fmt::format("in run {}", formatCount(parent.in_run));
    if (parent.waited_ns != storage::kNeverNs) {
      text += fmt::format("{}{} after it was made", text.empty() ? "" : ", ",
                          formatDuration(parent.waited_ns));
    }
    textCut(list_, context_.fonts.small, page_.left() + context_.px(19), page_.y(), height,
            page_.right() - page_.left(), theme_.text_faint, text);
    page_.skip(height);
  }

  void resourceRow(core::ResourceKey key, const std::optional<storage::ResourceRecord>& record,
                   float indent) {
    const Area area = page_.rowArea();
    ImGui::PushID(static_cast<int>(page_.offset()));
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
    float x = page_.left() + indent;
    x += resourceLabel(context_, list_, x, page_.y(), page_.row(), page_.right(), key, type,
                       {faint, false});
    if (record) {
      textCut(list_, context_.fonts.small, x + context_.px(8), page_.y(), page_.row(),
              page_.right() - x - context_.px(8), faint ? theme_.text_faint : theme_.text_dim,
              record->detail);
    }
    page_.skip(page_.row());
  }

  // More than its children: those of its children as well.
  void subtree() {
    if (below_ == nullptr || below_->resources <= in_.trigger_children.size()) return;
    page_.section("All that exists because of it", below_->more ? "a part of it" : "");
    fact(below_->more ? "resources, more than" : "resources", formatCount(below_->resources));
    fact("alive", formatCount(below_->alive));
    fact("callbacks", formatCount(below_->runs));
    fact("time in them", formatDuration(below_->run_ns), formatExactTime(below_->run_ns));
  }

  void children(std::string_view title, const std::vector<storage::TreeNode>& nodes,
                std::uint64_t count) {
    page_.section(title, count == 0 ? "nothing" : formatCount(count));
    for (const storage::TreeNode& node : nodes)
      resourceRow(node.key, node.resource, 0);
    if (count > nodes.size()) {
      textIn(list_, context_.fonts.small, page_.left(), page_.y(), page_.row(), theme_.text_faint,
             formatCount(count - nodes.size()) + " more in the tree");
      page_.skip(page_.row());
    }
  }

  void events() {
    if (in_.events.empty()) return;
    page_.section("Its events", "around the cursor");
    if (in_.earlier_events) ellipsis();
    for (const EventRow& row : in_.events)
      eventRow(row);
    if (in_.later_events) ellipsis();
  }

  void ellipsis() {
    textIn(list_, context_.fonts.text, page_.left() + context_.px(4), page_.y(), page_.row(),
           theme_.text_faint, "…");
    page_.skip(page_.row());
  }

  void eventRow(const EventRow& event) {
    const Area area = page_.rowArea();
    const Touch touched = touch(event.seq, area);
    const bool here = event.seq == context_.state.cursor;
    const bool later = event.seq > context_.state.cursor;
    if (here || touched.hovered) {
      list_.AddRectFilled(area.min, area.max, here ? theme_.selected : theme_.raised,
                          context_.px(3));
    }
    if (touched.clicked) commands_.push("goto-event", {event.seq});
    const Rgba text = later ? theme_.text_faint : theme_.text;
    textIn(list_, context_.fonts.small, page_.left() + context_.px(2), page_.y(), page_.row(),
           later ? theme_.text_faint : theme_.text_dim, eventIcon(event.event.kind));
    float x = page_.left() + context_.px(19);
    x += std::max(context_.px(56), textIn(list_, context_.fonts.text, x, page_.y(), page_.row(),
                                          text, eventKindName(event.event.kind)) +
                                       context_.px(8));
    const std::string number = formatCount(event.seq);
    const float number_width = textRight(list_, context_.fonts.mono, page_.right(), page_.y(),
                                         page_.row(), theme_.text_faint, number);
    textCut(list_, context_.fonts.small, x, page_.y(), page_.row(),
            page_.right() - number_width - x - context_.px(8),
            later ? theme_.text_faint : theme_.text_dim, event.note);
    page_.skip(page_.row());
  }

  const FrameContext& context_;
  CommandQueue& commands_;
  const Theme& theme_;
  const Inspection& in_;
  const storage::SubtreeTotals* below_;
  PageLayout page_;
  ImDrawList& list_;
};

}  // namespace

void InspectorView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  panel(context, area);
  of_session_ = !context.state.selection;
  if (of_session_) {
    ImGui::SetCursorScreenPos(area.min);
    ImGui::BeginChild("summary", {area.width(), area.height()}, false,
                      ImGuiWindowFlags_NoBackground);
    summary_.draw(context, commands);
    ImGui::EndChild();
    return;
  }
  const Key key{context.session->generation, *context.state.selection, context.state.cursor};
  const Inspection* const inspection = context.source->ask<Key, Inspection>(
      inspection_, key, [](storage::Session& session, const Key& wanted) {
        return inspect(session, wanted.resource, wanted.cursor);
      });
  if (inspection == nullptr) return;
  const auto below = context.source->search<core::ResourceKey, storage::SubtreeTotals>(
      below_, key.resource, key.generation, [&](storage::Session& session) {
        return subtreeSlices(session, key.resource, storage::ParentKind::Trigger);
      });
  const bool is_its_own = below_.answerKey() == key.resource;
  ImGui::SetCursorScreenPos(area.min);
  ImGui::BeginChild("inspector", {area.width(), area.height()}, false,
                    ImGuiWindowFlags_NoBackground);
  Page(context, commands, *inspection, is_its_own ? below.get() : nullptr).draw();
  ImGui::EndChild();
}

}  // namespace uvscope::ui
