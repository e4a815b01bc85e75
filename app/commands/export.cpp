#include "app/commands/export.h"

#include <csignal>
#include <utility>

#include <fmt/core.h>

#include "app/commands/event_format.h"
#include "app/commands/filter_option.h"
#include "app/commands/open_session.h"
#include "app/commands/resource_format.h"
#include "app/export/exporters.h"
#include "app/output_file.h"
#include "core/analysis/filter_fields.h"
#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using storage::Session;

constexpr std::uint64_t kDotResources = 2000;  // more than a picture can show

core::Filter underFilter(core::ResourceKey top, storage::ParentKind by) {
  core::Filter filter;
  core::FilterTerm term;
  term.field = by == storage::ParentKind::Trigger ? core::FilterField::Under
                                                  : core::FilterField::UnderExecution;
  term.resources.push_back(top);
  filter.terms.push_back(std::move(term));
  filter.nodes.push_back({core::FilterNode::Kind::Term, {}, 0});
  return filter;
}

Result<ExportRequest> requestOf(const ExportOptions& options) {
  ExportRequest request;
  auto filter = parseFilterOption(options.filter);
  if (!filter) return std::move(filter).error();
  request.filter = *std::move(filter);
  if (!options.under.empty()) {
    const auto top = core::parseFilterResource(options.under);
    if (!top) {
      return Error{ErrorCode::Usage,
                   "--under needs a resource: 42, or 2/42 for the one of context 2"};
    }
    request.filter = joined(std::move(request.filter), underFilter(*top, options.by));
  }
  request.from_ns = options.from_ns.value_or(request.from_ns);
  request.to_ns = options.to_ns.value_or(request.to_ns);
  if (request.from_ns > request.to_ns) {
    return Error{ErrorCode::Usage, "--from is later than --to"};
  }
  request.by = options.by;
  request.limit = options.limit.value_or(kDotResources);
  const bool lists =
      options.format == ExportFormat::JsonLines || options.format == ExportFormat::Csv;
  if (options.resources && !lists) {
    return Error{ErrorCode::Usage, "--what is for csv and jsonl: the other formats have both"};
  }
  return request;
}

ExportNotes exportLines(Session& session, const ExportOptions& options,
                        const ExportRequest& request, ExportStream& out) {
  const bool csv = options.format == ExportFormat::Csv;
  const auto begin = [&out](const std::string& header) {
    if (!header.empty()) out.write(header + '\n');
  };
  if (options.resources) {
    const ResourceFormatter format(session, csv ? ResourceFormat::Csv : ResourceFormat::Json);
    begin(format.header());
    return exportResourceLines(
        session, request, [&format](const auto& resource) { return format.line(resource); }, out);
  }
  const EventFormatter format(session, csv ? EventFormat::Csv : EventFormat::Json, true);
  begin(format.header());
  return exportEventLines(
      session, request,
      [&format](storage::EventSeq seq, const core::Event& event) {
        return format.line(seq, event);
      },
      out);
}

ExportNotes write(Session& session, const ExportOptions& options, const ExportRequest& request,
                  ExportStream& out) {
  switch (options.format) {
    case ExportFormat::Chrome:
      return exportChrome(session, request, out);
    case ExportFormat::JsonLines:
    case ExportFormat::Csv:
      return exportLines(session, options, request, out);
    case ExportFormat::Dot:
      return exportDot(session, request, out);
    case ExportFormat::Otlp:
      return exportOtlp(session, request, out);
  }
  return {};
}

// To `file`, whole or not at all as far as this can tell.
Result<void> writeTo(std::FILE* file, const std::string& name, Session& session,
                     const ExportOptions& options, const ExportRequest& request) {
  const std::string known_damage = session.info().damage;
  ExportStream out(file, name);
  const ExportNotes notes = write(session, options, request, out);
  out.finish();
  if (!out.ok()) return Error{ErrorCode::System, out.error()};
  tellNotes(notes);
  if (const std::string& damage = session.info().damage; damage != known_damage) {
    return Error{ErrorCode::Corrupt, damage + ": " + options.path};
  }
  return {};
}

// What the request asks for must be there: an empty file would look like an answer.
Result<void> checkRequest(Session& session, const ExportOptions& options,
                          const ExportRequest& request) {
  if (request.from_ns > session.info().duration_ns) {
    return Error{ErrorCode::Usage,
                 fmt::format("--from is after the end of the session, which lasts {}: {}",
                             ui::formatDuration(session.info().duration_ns), options.path)};
  }
  const auto top = core::parseFilterResource(options.under);
  if (options.under.empty() || !top || session.resource(*top) ||
      !session.children(*top, options.by, 0, 1).empty()) {
    return {};
  }
  return noResource(session, *top, options.path);
}

}  // namespace

Result<int> runExport(const ExportOptions& options, std::FILE* out) {
  const auto request = requestOf(options);
  if (!request) return request.error();
  auto session = openSession(options.path);
  if (!session) return std::move(session).error();
  if (auto there = checkRequest(**session, options, *request); !there) return there.error();
  if (options.output == "-") {
    std::signal(SIGPIPE, SIG_IGN);  // a reader that has gone is an error like others
    auto written = writeTo(out, "standard output", **session, options, *request);
    std::signal(SIGPIPE, SIG_DFL);
    if (!written) return std::move(written).error();
    return 0;
  }
  auto file = OutputFile::create(options.output, options.force);
  if (!file) return std::move(file).error();
  auto written = writeTo(file->stream(), options.output, **session, options, *request);
  if (!written) return std::move(written).error();
  if (auto finished = file->finish(); !finished) return std::move(finished).error();
  return 0;
}

}  // namespace uvscope::app
