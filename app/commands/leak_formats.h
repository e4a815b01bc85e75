#pragma once

#include <string>

#include "app/commands/leak_report.h"

namespace uvscope::app {

// The report as text for a terminal, as one JSON document, as one HTML page that needs nothing
// else.
std::string leaksAsText(const LeakReport& report);
std::string leaksAsJson(const LeakReport& report);
std::string leaksAsHtml(const LeakReport& report);

// One sentence on why it was flagged, with the facts: "uv_close was called, its callback never
// came".
std::string reasonOf(const LeakGroup& group);

}  // namespace uvscope::app
