#include "ui/logic/libuv_facts.h"

#include <fmt/format.h>

#include "core/analysis/resource_class.h"
#include "ui/logic/format.h"
#include "ui/logic/thread_names.h"

namespace uvscope::ui {
namespace {

using storage::kNeverNs;
using storage::ResourceRecord;

std::uint64_t between(std::uint64_t begin_ns, std::uint64_t end_ns) {
  return end_ns > begin_ns ? end_ns - begin_ns : 0;
}

void addWork(std::vector<Fact>& facts, const ResourceRecord& record,
             std::span<const core::ContextInfo> contexts) {
  if (record.work_start_ns == kNeverNs) return;
  facts.push_back(
      {"waited for a thread", formatDuration(between(record.init_ns, record.work_start_ns))});
  const std::string name = contextName(contexts, record.worker);
  const std::string thread = " on " + (name.empty() ? "its own thread" : name);
  facts.push_back(
      {"worked", record.work_end_ns == kNeverNs
                     ? "not to its end," + thread
                     : formatDuration(between(record.work_start_ns, record.work_end_ns)) + thread});
}

}  // namespace

std::vector<Fact> libuvFacts(const ResourceRecord& record,
                             std::span<const core::ContextInfo> contexts) {
  std::vector<Fact> facts;
  if (core::isUvHandle(record.type) && !record.destroyed() &&
      record.closing_seq == storage::kNoSeq) {
    facts.push_back({"now", fmt::format("{}, {}", record.active ? "active" : "not active",
                                        record.referenced ? "referenced" : "unreferenced")});
  }
  if (record.bytes_read != 0) facts.push_back({"read", formatBytes(record.bytes_read)});
  if (record.bytes_written != 0) facts.push_back({"written", formatBytes(record.bytes_written)});
  if (record.failures != 0) facts.push_back({"calls that failed", formatCount(record.failures)});
  addWork(facts, record, contexts);
  return facts;
}

}  // namespace uvscope::ui
