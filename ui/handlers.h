// What the commands do, by subject; named in the table of commands.cpp alone.
#pragma once

#include "ui/commands.h"

namespace uvscope::ui::handlers {

#define UVSCOPE_HANDLER(name) \
  core::Result<void> name(CommandContext& context, const Arguments& arguments)

// handlers_selection.cpp
UVSCOPE_HANDLER(select);
UVSCOPE_HANDLER(selectNone);
UVSCOPE_HANDLER(why);
UVSCOPE_HANDLER(when);
UVSCOPE_HANDLER(back);
UVSCOPE_HANDLER(forward);
UVSCOPE_HANDLER(copyId);

// handlers_cursor.cpp
UVSCOPE_HANDLER(gotoEvent);
UVSCOPE_HANDLER(gotoTime);
UVSCOPE_HANDLER(gotoResource);
UVSCOPE_HANDLER(inspectEvent);
UVSCOPE_HANDLER(firstEvent);
UVSCOPE_HANDLER(lastEvent);
UVSCOPE_HANDLER(stepForward);
UVSCOPE_HANDLER(stepBack);
UVSCOPE_HANDLER(nextOfSelection);
UVSCOPE_HANDLER(previousOfSelection);
UVSCOPE_HANDLER(into);
UVSCOPE_HANDLER(over);
UVSCOPE_HANDLER(out);
UVSCOPE_HANDLER(intoBack);
UVSCOPE_HANDLER(overBack);
UVSCOPE_HANDLER(outBack);
UVSCOPE_HANDLER(follow);
UVSCOPE_HANDLER(hold);
UVSCOPE_HANDLER(toggleFollow);

// handlers_filter.cpp
UVSCOPE_HANDLER(filter);
UVSCOPE_HANDLER(undoFilter);
UVSCOPE_HANDLER(editFilter);
UVSCOPE_HANDLER(runTo);
UVSCOPE_HANDLER(runBackTo);

// handlers_range.cpp
UVSCOPE_HANDLER(range);
UVSCOPE_HANDLER(zoomFit);
UVSCOPE_HANDLER(zoomSelection);
UVSCOPE_HANDLER(zoomIn);
UVSCOPE_HANDLER(zoomOut);
UVSCOPE_HANDLER(panLeft);
UVSCOPE_HANDLER(panRight);

// handlers_tree.cpp
UVSCOPE_HANDLER(tree);
UVSCOPE_HANDLER(treeTrigger);
UVSCOPE_HANDLER(treeExecution);
UVSCOPE_HANDLER(treeBoth);
UVSCOPE_HANDLER(sortChildren);
UVSCOPE_HANDLER(unfoldSelection);
UVSCOPE_HANDLER(foldSelection);
UVSCOPE_HANDLER(unfold);
UVSCOPE_HANDLER(fold);
UVSCOPE_HANDLER(openGroup);
UVSCOPE_HANDLER(closeGroup);
UVSCOPE_HANDLER(treePage);
UVSCOPE_HANDLER(rowDown);
UVSCOPE_HANDLER(rowUp);
UVSCOPE_HANDLER(rowOpen);
UVSCOPE_HANDLER(rowClose);
UVSCOPE_HANDLER(focusRow);

// handlers_window.cpp
UVSCOPE_HANDLER(view);
UVSCOPE_HANDLER(tab);
UVSCOPE_HANDLER(theme);
UVSCOPE_HANDLER(toggleTheme);
UVSCOPE_HANDLER(palette);
UVSCOPE_HANDLER(keys);
UVSCOPE_HANDLER(dismiss);
UVSCOPE_HANDLER(open);
UVSCOPE_HANDLER(copyText);
UVSCOPE_HANDLER(quit);

#undef UVSCOPE_HANDLER

}  // namespace uvscope::ui::handlers
