#include "ui/logic/theme.h"

#include <algorithm>
#include <cmath>

namespace uvscope::ui {
namespace {

// Okabe–Ito hues, their lightness moved until each reads on its panel. In the order of TypeFamily:
// network, file, timer, process, promise, thread pool, loop, user.
constexpr Theme kDark{.kind = ThemeKind::Dark,
                      .background = rgb(0x111317),
                      .panel = rgb(0x191C22),
                      .raised = rgb(0x242932),
                      .selected = rgb(0x303744),
                      .line = rgb(0x282D37),
                      .line_strong = rgb(0x3D4553),
                      .text = rgb(0xE6E8EC),
                      .text_dim = rgb(0x9AA3B2),
                      .text_faint = rgb(0x707A8A),
                      .accent = rgb(0x56B4E9),
                      .on_accent = rgb(0x0B1620),
                      .cursor = rgb(0xF4F6FA),
                      .danger = rgb(0xF0703A),
                      .good = rgb(0x22B889),
                      .warning = rgb(0xE8B13A),
                      .why = rgb(0x56B4E9),
                      .when = rgb(0xE5D84A),
                      .closing = rgb(0x8A93A3),
                      .families = {rgb(0x4A90E2), rgb(0xE69F00), rgb(0x63CDF5), rgb(0x2DBE8D),
                                   rgb(0xCF86B4), rgb(0xE3D955), rgb(0xA8B0BE), rgb(0x9AA3B2)}};

constexpr Theme kLight{.kind = ThemeKind::Light,
                       .background = rgb(0xE9EBEF),
                       .panel = rgb(0xFBFBFC),
                       .raised = rgb(0xEEF0F4),
                       .selected = rgb(0xDCE3EC),
                       .line = rgb(0xDFE3E9),
                       .line_strong = rgb(0xBEC6D1),
                       .text = rgb(0x1B2028),
                       .text_dim = rgb(0x566070),
                       .text_faint = rgb(0x707A89),
                       .accent = rgb(0x0B6CA8),
                       .on_accent = rgb(0xFFFFFF),
                       .cursor = rgb(0x14181F),
                       .danger = rgb(0xC24A00),
                       .good = rgb(0x00795A),
                       .warning = rgb(0x8F6400),
                       .why = rgb(0x1479B8),
                       .when = rgb(0x857600),
                       .closing = rgb(0x7A8494),
                       .families = {rgb(0x0B5CAD), rgb(0xB06F00), rgb(0x0E8DBF), rgb(0x00805F),
                                    rgb(0xA34A82), rgb(0x807300), rgb(0x5F6B7C), rgb(0x566070)}};

double luminance(Rgba color) {
  const auto linear = [color](unsigned index) {
    const double value = channel(color, index) / 255.0;
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(0) + 0.7152 * linear(1) + 0.0722 * linear(2);
}

}  // namespace

const Theme& themeOf(ThemeKind kind) {
  return kind == ThemeKind::Dark ? kDark : kLight;
}

std::string_view themeName(ThemeKind kind) {
  return kind == ThemeKind::Dark ? "dark" : "light";
}

double contrast(Rgba a, Rgba b) {
  const double one = luminance(a);
  const double other = luminance(b);
  return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

}  // namespace uvscope::ui
