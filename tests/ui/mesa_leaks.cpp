// Mesa's software driver keeps a few hundred bytes for good and is unloaded while it does, so that
// the leak checker can neither find nor name them. Here its libraries are kept loaded, and what
// they leak, they alone, is left out of the report.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <link.h>

#include "app/offscreen.h"

extern "C" const char* __lsan_default_suppressions() {  // NOLINT: the sanitizer's name
  return "leak:swrast_dri.so\nleak:libEGL_mesa\nleak:libLLVM\nleak:libgallium\nleak:libEGL.so\n"
         "leak:libfontconfig\n";
}

namespace {

class KeepsDriverLoaded final : public ::testing::Environment {
 public:
  void SetUp() override {
    const auto target = uvscope::app::Offscreen::create(320, 320);
    if (!target) return;  // the tests that need it will say so
    dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void*) {
          if (*info->dlpi_name != '\0')
            dlopen(info->dlpi_name, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
          return 0;
        },
        nullptr);
  }
};

[[maybe_unused]] const auto* const kRegistered =
    ::testing::AddGlobalTestEnvironment(new KeepsDriverLoaded);

}  // namespace
