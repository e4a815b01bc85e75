#pragma once

#include <string_view>
#include <vector>

namespace uvscope::core {

// Those of `names` that `word` may have meant, best first, three at most.
std::vector<std::string_view> nearWords(std::string_view word,
                                        const std::vector<std::string_view>& names);

}  // namespace uvscope::core
