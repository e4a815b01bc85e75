// Leaves the resources of unwanted types out of a recording: all their events, as if they had never
// been. Resources that they made or caused keep them as parents, by id alone, so that nothing is
// said to come from where it did not. Events of the main program and the loop always pass.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/forwarding_sink.h"

namespace uvscope::capture {

// Globs of names of types, upper and lower case alike.
struct TypeChoice {
  std::vector<std::string> include;  // none: every type
  std::vector<std::string> exclude;  // goes before `include`

  [[nodiscard]] bool wants(std::string_view type_name) const;

  [[nodiscard]] bool empty() const { return include.empty() && exclude.empty(); }

  // Those that fit no provider: a misspelt one, or a type that the program names itself.
  [[nodiscard]] std::vector<std::string> unknown() const;
};

// A resource that becomes another type (a TCPWRAP that listens) is judged anew: where only the new
// one is wanted its init is told then, with the new type and the time at which it became that. One
// that was wanted stays.
class TypeFilter final : public core::ForwardingSink {
 public:
  TypeFilter(core::EventSink& next, TypeChoice choice)
      : core::ForwardingSink(next), choice_(std::move(choice)) {}

  void onType(core::TypeId type, std::string_view name) override;
  void onEvents(std::span<const core::Event> events) override;
  void onDetail(core::ResourceKey resource, std::string_view detail) override;

 private:
  // What will have to be told of a resource that is left out, should it become wanted.
  struct LeftOut {
    core::Event init;
    std::string detail;
  };

  // True if the event, perhaps changed, passes.
  bool take(core::Event& event);
  bool takeInit(const core::Event& init);
  bool takeRetype(core::Event& event);
  bool wants(core::TypeId type);
  void flush();

  TypeChoice choice_;
  std::unordered_map<std::uint16_t, bool> wanted_;  // by type, as far as asked
  std::unordered_map<std::uint16_t, std::string> user_types_;
  std::unordered_map<core::ResourceKey, LeftOut> left_out_;  // and alive
  std::vector<core::Event> passing_;
};

}  // namespace uvscope::capture
