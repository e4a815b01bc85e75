// `--filter TEXT` of the commands that read a session.
#pragma once

#include <string>
#include <vector>

#include "core/analysis/filter.h"
#include "core/result.h"
#include "storage/resource_terms.h"
#include "storage/session.h"

namespace uvscope::app {

core::Result<core::Filter> parseFilterOption(const std::string& text);

// As `uvscope leaks` judges at the end of `session`, which must outlive it.
storage::FindingOf findingsAtEnd(storage::Session& session);

// On standard error, a line each.
void tellNotes(const std::vector<std::string>& notes);

}  // namespace uvscope::app
