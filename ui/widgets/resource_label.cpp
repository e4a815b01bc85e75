#include "ui/widgets/resource_label.h"

#include <algorithm>

#include <fmt/format.h>

#include "ui/logic/format.h"
#include "ui/logic/thread_names.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {

void stateMark(const FrameContext& context, ImDrawList& list, ImVec2 at, float row_height,
               LifeState state, Rgba color, bool referenced) {
  const float radius = context.px(4);
  const ImVec2 middle{at.x + context.px(5) + 0.5F, at.y + row_height / 2 + 0.5F};
  const Theme& theme = context.theme;
  switch (state) {
    case LifeState::Unborn:
      for (int dot = 0; dot < 3; ++dot) {
        const float x = middle.x - radius + static_cast<float>(dot) * radius;
        list.AddRectFilled({x - 0.5F, middle.y - 0.5F}, {x + 1, middle.y + 1}, theme.text_faint);
      }
      break;
    case LifeState::Created:
      list.AddCircle(middle, radius - 1, color, 12, 1.2F);
      break;
    case LifeState::Waiting:
    case LifeState::Settled:
      if (referenced) {
        list.AddCircleFilled(middle, radius - 0.5F, color, 12);
      } else {  // a half: it does not keep its loop alive
        list.AddCircle(middle, radius - 1, color, 12, 1.2F);
        list.PathArcTo(middle, radius - 1, 1.5708F, 4.7124F, 8);
        list.PathFillConvex(color);
      }
      break;
    case LifeState::Running:
      list.AddTriangleFilled({middle.x - radius * 0.8F, middle.y - radius},
                             {middle.x - radius * 0.8F, middle.y + radius},
                             {middle.x + radius, middle.y}, theme.text);
      break;
    case LifeState::Closing:
      list.AddLine({middle.x - radius, middle.y + radius}, {middle.x + radius, middle.y - radius},
                   theme.closing, 1.5F);
      list.AddLine({middle.x - radius, middle.y}, {middle.x, middle.y - radius}, theme.closing,
                   1.5F);
      list.AddLine({middle.x, middle.y + radius}, {middle.x + radius, middle.y}, theme.closing,
                   1.5F);
      break;
    case LifeState::Destroyed:
      list.AddLine({middle.x - radius, middle.y}, {middle.x + 1, middle.y}, theme.text_faint);
      list.AddLine({middle.x + 1, middle.y - radius}, {middle.x + 1, middle.y + radius},
                   theme.text_faint, 1.5F);
      break;
  }
}

std::string syntheticName(const Snapshot& session, core::ResourceKey key) {
  if (!isSyntheticRoot(key.id)) return "not in the recording";
  const std::string thread = contextName(session.contexts, key.context);
  if (key.id == core::kBootstrapId) {
    if (!isMainThread(session.contexts, key.context)) return "thread " + thread;
    return session.processes.size() < 2 ? "main program" : "main program of " + thread;
  }
  return thread.empty() ? "event loop" : "loop of " + thread;
}

float resourceLabel(const FrameContext& context, ImDrawList& list, float x, float y,
                    float row_height, float right, core::ResourceKey key,
                    std::optional<core::TypeId> type, LabelStyle style) {
  const Theme& theme = context.theme;
  const float start = x;
  const bool has_type = type && *type != core::TypeId{};
  const Rgba family = has_type ? theme.family(core::familyOf(*type)) : theme.text_dim;
  const char* const glyph = has_type                  ? familyIcon(core::familyOf(*type))
                            : isSyntheticRoot(key.id) ? icon::kRoot
                                                      : icon::kUnknown;
  const float icon_room = context.px(16);
  if (x + icon_room > right) return 0;
  const float icon_width = textWidth(context.fonts.small, glyph);
  textIn(list, context.fonts.small, x + (icon_room - icon_width) / 2, y, row_height,
         style.faint ? faded(family, 45) : family, glyph);
  x += icon_room + context.px(3);
  const std::string name =
      has_type ? context.session->typeName(*type) : syntheticName(*context.session, key);
  const std::string id = formatKey(key);
  const float id_width = textWidth(context.fonts.mono, id);
  const Rgba text = style.faint ? theme.text_faint : has_type ? theme.text : theme.text_dim;
  const float name_room = right - x - id_width - context.px(6);
  x += textCut(list, style.bold ? context.fonts.strong : context.fonts.text, x, y, row_height,
               name_room, text, name);
  x += context.px(6);
  if (x + id_width <= right + 1) {
    x += textIn(list, context.fonts.mono, x, y, row_height,
                style.faint ? theme.text_faint : theme.text_dim, id);
  }
  return x - start;
}

}  // namespace uvscope::ui
