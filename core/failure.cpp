#include "core/failure.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>

#include "core/environment.h"

namespace uvscope::core {
namespace {

std::string demangled(const char* name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(name, nullptr, nullptr, &status), std::free);
  return status == 0 ? text.get() : name;
}

// "    at function (module+offset)"; a frame without a symbol has its module alone.
void printFrame(void* address) {
  Dl_info info{};
  if (dladdr(address, &info) == 0 || info.dli_fname == nullptr) {
    std::fprintf(stderr, "    at %p\n", address);
    return;
  }
  const auto offset =
      reinterpret_cast<const char*>(address) - reinterpret_cast<const char*>(info.dli_fbase);
  const std::string_view path = info.dli_fname;
  const std::string module(path.substr(path.find_last_of('/') + 1));
  if (info.dli_sname == nullptr) {
    std::fprintf(stderr, "    at %s+0x%tx\n", module.c_str(), offset);
  } else {
    std::fprintf(stderr, "    at %s (%s+0x%tx)\n", demangled(info.dli_sname).c_str(),
                 module.c_str(), offset);
  }
}

// That of the caller of `failProcess` and above. Where the exception was thrown is not known any
// more: C++ has unwound that part before anybody can look.
void printStack() {
  constexpr int kMaxFrames = 32;
  constexpr int kOwnFrames = 2;
  std::array<void*, kMaxFrames> frames{};
  const int count = backtrace(frames.data(), kMaxFrames);
  for (int i = kOwnFrames; i < count; ++i)
    printFrame(frames[static_cast<std::size_t>(i)]);
}

std::string typeOfCurrentException() {
  const std::type_info* const type = abi::__cxa_current_exception_type();
  return type != nullptr ? demangled(type->name()) : std::string("unknown exception");
}

std::string describeCurrent() {
  try {
    throw;
  } catch (const std::exception& error) {
    return error.what();
  } catch (const std::string& text) {
    return text;
  } catch (const char* text) {
    return text;
  } catch (int number) {
    return std::to_string(number);
  } catch (...) {
    return typeOfCurrentException();
  }
}

std::string typeOf(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (...) {
    return typeOfCurrentException();
  }
}

}  // namespace

std::string describe(const std::exception_ptr& error) {
  if (!error) return "Error";
  try {
    std::rethrow_exception(error);
  } catch (...) {
    return "Error: " + describeCurrent();
  }
}

void failProcess(Environment& environment, std::string_view heading, std::string_view remark,
                 int status) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(heading.size()), heading.data());
  printStack();
  std::fprintf(stderr, "%.*s\n", static_cast<int>(remark.size()), remark.data());
  if (environment.process().abort_on_uncaught) std::abort();
  environment.emitExit(status);
  std::exit(status);  // NOLINT(concurrency-mt-unsafe): exit handlers are to run (rules 73, 78)
}

void failInHook(Environment& environment, const std::exception_ptr& error) {
  failProcess(environment, describe(error),
              "\nThrown by a callback of an async hook, as " + typeOf(error), kUncaughtStatus);
}

void failCorruptStack(AsyncId actual, AsyncId expected) {
  std::fprintf(stderr,
               "Error: async hook stack has become corrupted (actual: %llu, expected: %llu)\n",
               static_cast<unsigned long long>(actual.value),
               static_cast<unsigned long long>(expected.value));
  printStack();
  std::exit(kUncaughtStatus);  // NOLINT(concurrency-mt-unsafe): as Node does (rule 64)
}

}  // namespace uvscope::core
