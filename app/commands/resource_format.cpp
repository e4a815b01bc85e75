#include "app/commands/resource_format.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "app/commands/text_fields.h"
#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

using nlohmann::ordered_json;
using storage::ResourceRecord;

ordered_json seqOrNull(storage::EventSeq seq) {
  return seq == storage::kNoSeq ? ordered_json() : ordered_json(seq);
}

ordered_json timeOrNull(std::uint64_t ns) {
  return ns == storage::kNeverNs ? ordered_json() : ordered_json(ns);
}

// Every column, in order, as the table `resource` has it.
ordered_json jsonColumnsOf(storage::Session& session, const ResourceRecord& resource) {
  const bool seen = resource.init_seq != storage::kNoSeq;
  const bool owned = resource.owner != core::AsyncId{};
  const bool worked = resource.work_start_ns != storage::kNeverNs;
  return {{"context", resource.key.context.value},
          {"id", resource.key.id.value},
          {"type", session.typeName(resource.type)},
          {"detail", resource.detail},
          {"state", stateName(resource)},
          {"referenced", resource.referenced},
          {"active", resource.active},
          {"trigger_id", resource.trigger.value},
          {"execution_id", resource.execution.value},
          {"creating_run", resource.creating_run},
          {"init_seq", seqOrNull(resource.init_seq)},
          {"closing_seq", seqOrNull(resource.closing_seq)},
          {"destroy_seq", seqOrNull(resource.destroy_seq)},
          {"init_ns", seen ? ordered_json(resource.init_ns) : ordered_json()},
          {"closing_ns", timeOrNull(resource.closing_ns)},
          {"destroy_ns", timeOrNull(resource.destroy_ns)},
          {"first_before_ns", timeOrNull(resource.first_before_ns)},
          {"last_event_ns", resource.last_event_ns},
          {"runs", resource.runs},
          {"run_ns", resource.run_ns},
          {"max_run_ns", resource.max_run_ns},
          {"trigger_children", resource.trigger_children},
          {"execution_children", resource.execution_children},
          {"bytes_read", resource.bytes_read},
          {"bytes_written", resource.bytes_written},
          {"failures", resource.failures},
          {"owner_id", owned ? ordered_json(resource.owner.value) : ordered_json()},
          {"work_start_ns", timeOrNull(resource.work_start_ns)},
          {"work_end_ns", timeOrNull(resource.work_end_ns)},
          {"worker", worked ? ordered_json(resource.worker.value) : ordered_json()},
          {"site", session.site(resource.stack)}};
}

std::string csvValue(const ordered_json& value) {
  if (value.is_null()) return {};
  if (value.is_boolean()) return value.get<bool>() ? "1" : "0";
  return value.is_string() ? csvField(value.get<std::string>()) : value.dump();
}

std::string csvHeader(const ordered_json& columns) {
  std::string line;
  for (const auto& column : columns.items())
    line += (line.empty() ? "" : ",") + column.key();
  return line;
}

std::string csvLine(const ordered_json& columns) {
  std::string line;
  for (const auto& column : columns.items())
    line += ',' + csvValue(column.value());
  return line.substr(1);
}

}  // namespace

std::string ResourceFormatter::header() const {
  switch (format_) {
    case ResourceFormat::Text:
      return fmt::format("{:>8}  {:<20} {:<10} {:>12} {:>9} {:>7} {:>9}  {}", "id", "type", "state",
                         "made", "lived", "runs", "in all", "detail");
    case ResourceFormat::Csv:
      return csvHeader(jsonColumnsOf(session_, {}));
    case ResourceFormat::Json:
      break;
  }
  return {};
}

std::string ResourceFormatter::line(const ResourceRecord& resource) const {
  switch (format_) {
    case ResourceFormat::Text:
      return text(resource);
    case ResourceFormat::Csv:
      return csv(resource);
    case ResourceFormat::Json:
      return json(resource);
  }
  return {};
}

std::string ResourceFormatter::text(const ResourceRecord& resource) const {
  const auto right = [](const std::string& what, std::size_t columns) {
    const std::size_t width = app::columnsOf(what);
    return std::string(columns > width ? columns - width : 0, ' ') + what;
  };
  const bool seen = resource.init_seq != storage::kNoSeq;
  const std::uint64_t end_ns =
      resource.destroyed() ? resource.destroy_ns : session_.info().duration_ns;
  const std::string lived =
      seen && end_ns >= resource.init_ns ? ui::formatDuration(end_ns - resource.init_ns) : "";
  std::string line = right(ui::formatKey(resource.key), 8);
  line += fmt::format("  {:<20} {:<10} ", oneLine(session_.typeName(resource.type)),
                      stateName(resource));
  line += right(seen ? ui::formatMoment(resource.init_ns) : "before", 12);
  line += ' ' + right(lived, 9) + ' ' + right(ui::formatCount(resource.runs), 7);
  line += ' ' + right(resource.runs == 0 ? "" : ui::formatDuration(resource.run_ns), 9);
  if (!resource.detail.empty()) line += "  " + oneLine(resource.detail);
  return line;
}

std::string ResourceFormatter::csv(const ResourceRecord& resource) const {
  return csvLine(jsonColumnsOf(session_, resource));
}

std::string ResourceFormatter::json(const ResourceRecord& resource) const {
  return jsonLine(jsonColumnsOf(session_, resource));
}

}  // namespace uvscope::app
