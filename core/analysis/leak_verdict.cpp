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
  if (facts.runs > 0) return Finding{Verdict::NotDestroyed, Severity::Warning};
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
