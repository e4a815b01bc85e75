// The cards of the start page.
#pragma once

#include <vector>

#include "ui/logic/session_source.h"
#include "ui/start_page.h"

namespace uvscope::app {

// Of the sessions opened or recorded last and of those that have a name; on a first visit, of those
// in the current directory. Opens each of them; as many as the page shows.
std::vector<ui::RecentCard> startCards(const ui::SessionOpener& open);

}  // namespace uvscope::app
