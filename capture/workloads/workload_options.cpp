#include "capture/workloads/workload_options.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace uvscope::capture {
namespace {

core::Error usageError(std::string message) {
  return {core::ErrorCode::Usage, std::move(message)};
}

std::string namesOf(std::span<const NumberOption> options) {
  std::string names;
  for (const NumberOption& option : options) {
    names += (names.empty() ? "" : ", ") + std::string(option.name) + " N";
  }
  return names;
}

core::Result<void> parseNumber(const std::string& text, const NumberOption& option) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && stop == end && number >= option.least && number <= option.most) {
    *option.value = number;
    return {};
  }
  return usageError(std::string(option.name) + " takes a number from " +
                    std::to_string(option.least) + " to " + std::to_string(option.most) +
                    ", not: " + text);
}

}  // namespace

core::Result<void> parseOptions(std::string_view workload,
                                const std::vector<std::string>& arguments,
                                std::span<const NumberOption> options) {
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const auto option =
        std::find_if(options.begin(), options.end(),
                     [&](const NumberOption& candidate) { return candidate.name == arguments[i]; });
    if (option == options.end()) {
      return usageError("workload " + std::string(workload) + " takes " + namesOf(options) +
                        ", not: " + arguments[i]);
    }
    if (i + 1 == arguments.size()) return usageError(arguments[i] + " needs a number after it");
    if (auto parsed = parseNumber(arguments[i + 1], *option); !parsed) return parsed.error();
  }
  return {};
}

}  // namespace uvscope::capture
