#include "ui/logic/snapshot.h"

#include <string_view>

namespace uvscope::ui {

std::string Snapshot::typeName(core::TypeId type) const {
  if (const std::string_view name = core::providerName(type); !name.empty()) {
    return std::string(name);
  }
  const auto found = user_type_names.find(type);
  return found != user_type_names.end() ? found->second : "type " + std::to_string(type.value);
}

Snapshot takeSnapshot(storage::Session& session, std::uint64_t generation) {
  Snapshot out;
  out.generation = generation;
  out.info = session.info();
  out.processes = session.processes();
  out.contexts = session.contexts();
  out.types = session.typeTotals();
  for (const storage::TypeTotal& total : out.types) {
    if (core::providerName(total.type).empty()) {
      out.user_type_names[total.type] = session.typeName(total.type);
    }
  }
  return out;
}

std::string programName(const storage::SessionInfo& info) {
  static constexpr std::string_view kWorkload = "workload ";
  std::string_view command = info.program;
  if (command.starts_with(kWorkload)) command.remove_prefix(kWorkload.size());
  command = command.substr(0, command.find(' '));
  command = command.substr(command.rfind('/') + 1);
  return command.empty() ? "unknown program" : std::string(command);
}

std::string fileName(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace uvscope::ui
