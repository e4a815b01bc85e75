#include "core/analysis/leak_verdict.h"

#include "core/analysis/resource_class.h"

namespace uvscope::core {
namespace {

std::optional<Finding> judgeHandle(const UndestroyedFacts& facts) {
  if (facts.closing) {
    // Between uv_close and its callback lies at most one loop turn, but a turn may take its time.
    if (!facts.ended && facts.quiet_ns < kLeakQuietNs) return std::nullopt;
    return Finding{Verdict::ClosingForever, Severity::Error};
  }
  const bool abandoned = !facts.referenced || facts.trigger_destroyed;
  if (abandoned && (facts.ended || facts.quiet_ns >= kLeakQuietNs)) {
    return Finding{Verdict::LeakedHandle, Severity::Error};
  }
  if (!facts.referenced) return std::nullopt;
  return Finding{Verdict::KeepsLoopAlive, facts.ended ? Severity::Error : Severity::Info};
}

std::optional<Finding> judgeRequest(const UndestroyedFacts& facts) {
  if (facts.runs > 0) {
    // The destroy follows the callback, though not always in the next event.
    if (!facts.ended && facts.quiet_ns < kStuckAgeNs) return std::nullopt;
    return Finding{Verdict::NotDestroyed, Severity::Warning};
  }
  if (facts.ended || facts.age_ns > kStuckAgeNs) {
    return Finding{Verdict::StuckRequest, Severity::Warning};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Finding> judge(const UndestroyedFacts& facts) {
  switch (classOf(facts.type)) {
    case ResourceClass::ExplicitClose:
      return judgeHandle(facts);
    case ResourceClass::OneShot:
      return judgeRequest(facts);
    case ResourceClass::Collected:
      break;
  }
  if (!facts.ended) return std::nullopt;
  return Finding{Verdict::NotCollected, Severity::Info};
}

std::string_view reasonOf(const std::optional<Finding>& finding, const UndestroyedFacts& facts) {
  if (!finding) return "open, and nothing speaks against it";
  switch (finding->verdict) {
    case Verdict::KeepsLoopAlive:
      return facts.ended ? "referenced and never closed" : "referenced and not closed yet";
    case Verdict::LeakedHandle:
      if (!facts.referenced) {
        return facts.ended ? "unreferenced and never closed"
                           : "unreferenced and not closed, and quiet for a while";
      }
      return facts.ended ? "what it was made for is destroyed, and nobody closed it"
                         : "what it was made for is destroyed, and nobody has closed it";
    case Verdict::ClosingForever:
      return facts.ended ? "uv_close was called, its callback never came"
                         : "uv_close was called, its callback has not come for a while";
    case Verdict::StuckRequest:
      return facts.ended ? "its callback never came" : "its callback has not come for a while";
    case Verdict::NotDestroyed:
      return facts.ended ? "its callback has run, and it was not destroyed"
                         : "its callback has run, and it is not destroyed yet";
    case Verdict::NotCollected:
      return "not destroyed by a collector; whether it could be was not tested";
  }
  return {};
}

std::string_view verdictCode(Verdict verdict) {
  switch (verdict) {
    case Verdict::KeepsLoopAlive:
      return "V1";
    case Verdict::LeakedHandle:
      return "V2";
    case Verdict::ClosingForever:
      return "V3";
    case Verdict::StuckRequest:
      return "V4";
    case Verdict::NotDestroyed:
      return "V5";
    case Verdict::NotCollected:
      return "V7";
  }
  return {};
}

std::string_view verdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::KeepsLoopAlive:
      return "keeps its loop alive";
    case Verdict::LeakedHandle:
      return "leaked handle";
    case Verdict::ClosingForever:
      return "closing forever";
    case Verdict::StuckRequest:
      return "stuck request";
    case Verdict::NotDestroyed:
      return "finished, not destroyed";
    case Verdict::NotCollected:
      return "not collected";
  }
  return {};
}

std::string_view severityName(Severity severity) {
  switch (severity) {
    case Severity::Info:
      return "info";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
  }
  return {};
}

std::optional<Severity> severityFrom(std::string_view name) {
  for (const Severity severity : {Severity::Info, Severity::Warning, Severity::Error}) {
    if (severityName(severity) == name) return severity;
  }
  return std::nullopt;
}

}  // namespace uvscope::core
