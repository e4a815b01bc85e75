// What the commands that make a session of others have in common.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "storage/rewrite.h"

namespace uvscope::app {

struct CopyTarget {
  std::string output;
  bool force = false;  // replace an existing output
};

using Sessions = std::vector<std::unique_ptr<storage::SessionReader>>;

core::Result<Sessions> openSessions(std::span<const std::string> paths);

// Makes the output of these, or nothing. Says on standard error what it holds, and what of
// `paths` could not be read. `done` begins the line: "cut", "merged".
core::Result<storage::RewriteTotals> makeCopy(std::span<const storage::RewriteInput> inputs,
                                              const storage::RewriteOutput& output,
                                              const CopyTarget& target,
                                              std::span<const std::string> paths,
                                              const std::string& done);

}  // namespace uvscope::app
