#pragma once

#include <cstdio>
#include <string>

#include "core/result.h"

namespace uvscope::app {

// Prints the trigger chain of a resource to the root: what each is, when and in which run of which
// callback it was made. Returns status 0; a resource that does not exist is an error.
core::Result<int> runWhy(const std::string& path, const std::string& resource, std::FILE* out);

}  // namespace uvscope::app
