// `--filter TEXT` of the commands that read a session.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/analysis/filter.h"
#include "core/result.h"
#include "storage/resource_filter.h"
#include "storage/resource_terms.h"
#include "storage/session.h"

namespace uvscope::app {

core::Result<core::Filter> parseFilterOption(const std::string& text);

// As `uvscope leaks` judges at the end of `session`, which must outlive it.
storage::FindingOf findingsAtEnd(storage::Session& session);

// On standard error, a line each.
void tellNotes(const std::vector<std::string>& notes);

struct FilteredSession {
  std::unique_ptr<storage::Session> session;
  std::unique_ptr<storage::ResourceFilter> filter;  // over the resources of `session`
};

// Opens a session for a command that tells of the resources that match. What the filter cannot
// answer is told.
core::Result<FilteredSession> openFiltered(const std::string& path, const std::string& filter);

}  // namespace uvscope::app
