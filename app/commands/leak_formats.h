#pragma once

#include <string>

#include "ui/logic/leak_report.h"

namespace uvscope::app {

// The report as text for a terminal, as one JSON document, as one HTML page that needs nothing
// else.
std::string leaksAsText(const ui::LeakReport& report);
std::string leaksAsJson(const ui::LeakReport& report);
std::string leaksAsHtml(const ui::LeakReport& report);

}  // namespace uvscope::app
