#include <array>
#include <utility>

#include "ui/handlers.h"

namespace uvscope::ui::handlers {
namespace {

constexpr std::array<std::pair<std::string_view, ViewId>, 7> kViews = {{
    {"start", ViewId::Start},
    {"session", ViewId::Session},
    {"trees", ViewId::Trees},
    {"timeline", ViewId::Timeline},
    {"events", ViewId::Events},
    {"inspector", ViewId::Inspector},
    {"leaks", ViewId::Leaks},
}};

}  // namespace

core::Result<void> view(CommandContext& context, const Arguments& arguments) {
  const auto& name = std::get<std::string>(arguments.at(0));
  if (name == "palette") {
    context.state.palette_open = true;
    return {};
  }
  for (const auto& [known, id] : kViews) {
    if (known != name) continue;
    if (id != ViewId::Start && context.session == nullptr) {
      return core::Error{core::ErrorCode::Usage, "no session is open, open one first"};
    }
    context.state.view = id;
  }
  return {};
}

core::Result<void> tab(CommandContext& context, const Arguments& arguments) {
  const auto& name = std::get<std::string>(arguments.at(0));
  context.state.bottom_tab = name == "events"  ? BottomTab::Events
                             : name == "leaks" ? BottomTab::Leaks
                                               : BottomTab::Inspector;
  return {};
}

core::Result<void> theme(CommandContext& context, const Arguments& arguments) {
  context.state.theme =
      std::get<std::string>(arguments.at(0)) == "dark" ? ThemeKind::Dark : ThemeKind::Light;
  return {};
}

core::Result<void> toggleTheme(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.theme = context.state.theme == ThemeKind::Dark ? ThemeKind::Light : ThemeKind::Dark;
  return {};
}

core::Result<void> palette(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.palette_open = !context.state.palette_open;
  context.state.keys_open = false;
  return {};
}

core::Result<void> keys(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.keys_open = !context.state.keys_open;
  context.state.palette_open = false;
  return {};
}

core::Result<void> dismiss(CommandContext& context, const Arguments& /*arguments*/) {
  ViewState& state = context.state;
  if (state.palette_open || state.keys_open) {
    state.palette_open = state.keys_open = false;
  } else if (context.session != nullptr && state.view != ViewId::Session) {
    state.view = ViewId::Session;
  } else if (state.selection) {
    state.visit({std::nullopt, state.cursor});
  }
  return {};
}

core::Result<void> open(CommandContext& context, const Arguments& arguments) {
  context.state.open_request = std::get<std::string>(arguments.at(0));
  return {};
}

core::Result<void> copyText(CommandContext& context, const Arguments& arguments) {
  context.state.clipboard_request = std::get<std::string>(arguments.at(0));
  context.state.say("Copied");
  return {};
}

core::Result<void> quit(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.quit_request = true;
  return {};
}

}  // namespace uvscope::ui::handlers
