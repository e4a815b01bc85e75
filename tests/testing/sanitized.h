// Under a sanitizer everything takes ten to twenty times as long: tests of many rounds do fewer,
// and scripts/test runs them without one as well.
#pragma once

namespace uvscope::testing {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int kSlower = 20;
#else
inline constexpr int kSlower = 1;
#endif

}  // namespace uvscope::testing
