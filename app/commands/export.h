#pragma once

#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>

#include "core/result.h"
#include "storage/session.h"

namespace uvscope::app {

enum class ExportFormat : std::uint8_t { Chrome, JsonLines, Csv, Dot, Otlp };

struct ExportOptions {
  std::string path;
  ExportFormat format = ExportFormat::Chrome;
  std::string output;  // "-": standard output
  bool force = false;  // replace the output when it exists
  std::string filter;  // only what matches it; empty: all
  std::string under;   // only this resource and what is below it; empty: all
  storage::ParentKind by = storage::ParentKind::Trigger;  // of Dot, and of `under`
  bool resources = false;                                 // lines of resources, not of events
  std::optional<std::uint64_t> from_ns, to_ns;
  std::optional<std::uint64_t> limit;  // resources of Dot
};

// Writes the session in another tool's format. Where that fails, no file is left behind. Returns
// status 0.
core::Result<int> runExport(const ExportOptions& options, std::FILE* out);

}  // namespace uvscope::app
