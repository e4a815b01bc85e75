// The palette: type to find a command, a resource, an event or a moment; Enter does it.
#pragma once

#include <array>
#include <string>

#include "ui/logic/palette.h"
#include "ui/views/view.h"

namespace uvscope::ui {

class PaletteView : public View {
 public:
  // `area` is the whole window; draws nothing while the palette is closed.
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

 private:
  void choose(CommandQueue& commands, const PaletteEntry& entry);
  void drawField(const FrameContext& context, CommandQueue& commands, const Area& area,
                 const std::vector<PaletteEntry>& entries);
  bool drawEntry(const FrameContext& context, const PaletteEntry& entry, const Area& area,
                 bool chosen);

  std::array<char, 256> typed_{};
  std::size_t chosen_ = 0;
  std::size_t first_ = 0;  // first entry that is shown
  bool was_open_ = false;
  bool caret_to_end_ = false;
};

}  // namespace uvscope::ui
