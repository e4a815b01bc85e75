// Questions that tests ask of a session.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "storage/session_reader.h"

namespace uvscope::e2e {

class SessionFacts {
 public:
  // Throws when it cannot be opened.
  explicit SessionFacts(const std::string& path);

  [[nodiscard]] const storage::SessionInfo& info() const { return reader_->info(); }

  [[nodiscard]] storage::SessionReader& reader() { return *reader_; }

  // All resources of a type, "TIMERWRAP".
  std::vector<storage::ResourceRecord> ofType(const std::string& type);
  // Of one process of the session only.
  std::vector<storage::ResourceRecord> ofType(const std::string& type, core::ProcessId process);

  // "TCPWRAP", "bootstrap", "native"; "unknown" for a parent that was not recorded.
  std::string typeOf(core::ContextId context, core::AsyncId id);

  std::string triggerType(const storage::ResourceRecord& of) {
    return typeOf(of.key.context, of.trigger);
  }

  std::string executionType(const storage::ResourceRecord& of) {
    return typeOf(of.key.context, of.execution);
  }

  // Callbacks of a resource that began, the one of its close not counted.
  std::uint64_t callbacks(core::ResourceKey key);

  // Every event, oldest first.
  std::vector<core::Event> events();

  // What is wrong with the stream of events as such, by the rules of tests/testing/protocol.h.
  // Empty: nothing.
  std::vector<std::string> contradictions();

 private:
  std::unique_ptr<storage::SessionReader> reader_;
};

}  // namespace uvscope::e2e
