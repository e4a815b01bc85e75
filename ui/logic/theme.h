// The two designed themes. Colour is never alone: every meaning has a shape too (docs/ui.md). The
// accent belongs to controls; selection and cursor are neutral, so that no data colour means two
// things.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/provider.h"
#include "ui/logic/color.h"

namespace uvscope::ui {

enum class ThemeKind : std::uint8_t { Dark, Light };

struct Theme {
  ThemeKind kind;
  Rgba background;  // behind panels, between them
  Rgba panel;
  Rgba raised;  // hovered rows, fields, buttons
  Rgba selected;
  Rgba line;         // between things
  Rgba line_strong;  // around what floats
  Rgba text, text_dim, text_faint;
  Rgba accent, on_accent;  // controls
  Rgba cursor;
  Rgba danger;  // never destroyed
  Rgba good;    // settled, live
  Rgba warning;
  Rgba why, when;  // trigger and execution edges
  Rgba closing;
  std::array<Rgba, 8> families;  // by core::TypeFamily

  [[nodiscard]] Rgba family(core::TypeFamily which) const {
    return families.at(static_cast<std::size_t>(which));
  }
};

const Theme& themeOf(ThemeKind kind);
std::string_view themeName(ThemeKind kind);

// WCAG contrast ratio of two opaque colours, 1 to 21.
double contrast(Rgba a, Rgba b);

}  // namespace uvscope::ui
