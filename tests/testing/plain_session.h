// The answers of a session that follow from its other answers, by the plainest means.
#pragma once

#include <memory>
#include <vector>

#include "storage/session.h"

namespace uvscope::testing {

class PlainSession : public storage::Session {
 public:
  [[nodiscard]] std::unique_ptr<storage::SubtreeQuery> subtrees(std::vector<core::ResourceKey> tops,
                                                                storage::ParentKind by) override;
  [[nodiscard]] std::vector<storage::TypeAlive> aliveByType(storage::EventSeq at) override;
  [[nodiscard]] std::vector<storage::ContextLoad> load(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                       std::uint32_t count) override;
  [[nodiscard]] std::vector<storage::TypeCurve> aliveCurves(std::uint64_t begin_ns,
                                                            std::uint64_t end_ns,
                                                            std::uint32_t count) override;
};

}  // namespace uvscope::testing
