#include "ui/widgets/severity.h"

#include <fmt/format.h>

#include "ui/logic/leak_judge.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/icons.h"

namespace uvscope::ui {
namespace {

struct Look {
  const char* shape;
  Rgba color;
};

Look lookOf(const Theme& theme, const std::optional<core::Finding>& finding) {
  if (!finding) return {icon::kOpen, theme.closing};
  switch (finding->severity) {
    case core::Severity::Error:
      return {icon::kError, theme.danger};
    case core::Severity::Warning:
      return {icon::kWarning, theme.warning};
    case core::Severity::Info:
      break;
  }
  return {icon::kInfo, theme.text_dim};
}

}  // namespace

float severityPill(const FrameContext& context, ImDrawList& list, ImVec2 at, float row_height,
                   const std::optional<core::Finding>& finding) {
  const Look look = lookOf(context.theme, finding);
  return pill(context, list, at, row_height, look.color,
              fmt::format("{} {}", look.shape, severityWord(finding)));
}

}  // namespace uvscope::ui
