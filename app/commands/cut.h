// uvscope cut: a part of a session as one of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/commands/session_copy.h"

namespace uvscope::app {

struct CutOptions {
  std::string path;
  std::optional<std::uint64_t> from_ns, to_ns;  // since the session began
  std::string under;                            // a resource: "7", "2/7" or "2:7"; empty: all
  CopyTarget target;
};

// Returns status 0.
core::Result<int> runCut(const CutOptions& options);

}  // namespace uvscope::app
