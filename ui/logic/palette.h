// What the palette offers for what has been typed: places to go to first, then commands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/commands.h"

namespace uvscope::ui {

struct PaletteEntry {
  std::string label;  // "Go to event 120", or the command's help
  std::string line;   // the command as typed; with parameters left open where `complete` is false
  std::string keys;
  bool complete = true;  // can be run as it is
  bool remark = false;   // nothing to choose: what is wrong with what was typed
};

// `has_session`, `has_selection`: commands that cannot run now are left out; what is looked for and
// only lacks a selection says so instead.
std::vector<PaletteEntry> paletteEntries(std::string_view typed, bool has_session,
                                         bool has_selection);

}  // namespace uvscope::ui
