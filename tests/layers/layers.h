// The order of the layers, as a check over the include lines of a source tree.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace uvscope::testing {

// One line each, "ui/views/tree_view.h:7 includes app/window.h": a file of a layer that includes a
// file of a layer that it may not use, or an own file by a path that is not from the root.
std::vector<std::string> layerViolations(const std::filesystem::path& root);

}  // namespace uvscope::testing
