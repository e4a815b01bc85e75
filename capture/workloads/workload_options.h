// The arguments of the workloads.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace uvscope::capture {

// An option "--NAME NUMBER" and its place.
struct NumberOption {
  std::string_view name;  // with its dashes
  std::uint64_t* value;
  std::uint64_t least, most;
};

// Sets the values that `arguments` give. Fails for anything else than the options.
core::Result<void> parseOptions(std::string_view workload,
                                const std::vector<std::string>& arguments,
                                std::span<const NumberOption> options);

}  // namespace uvscope::capture
