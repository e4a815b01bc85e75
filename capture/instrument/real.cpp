#include "capture/instrument/real.h"

#include <dlfcn.h>

#include "capture/recorder/undisturbed.h"

namespace uvscope::capture {
namespace {

bool isOurs(const void* function) {
  Dl_info theirs{};
  Dl_info ours{};
  if (dladdr(function, &theirs) == 0) return false;
  if (dladdr(reinterpret_cast<const void*>(&findReal), &ours) == 0) return false;
  return theirs.dli_fbase == ours.dli_fbase;
}

// An object that is loaded already, from now on for good: the functions found in it are kept.
void* pin(const char* object) {
  return dlopen(object, RTLD_NOLOAD | RTLD_LAZY | RTLD_NODELETE);
}

void* findIn(const char* object, const char* name) {
  void* const handle = pin(object);
  if (handle == nullptr) return nullptr;
  void* const found = dlsym(handle, name);
  dlclose(handle);
  return found != nullptr && !isOurs(found) ? found : nullptr;
}

void* findNext(const char* name) {
  void* const found = dlsym(RTLD_NEXT, name);
  Dl_info object{};
  if (found == nullptr || dladdr(found, &object) == 0) return found;
  if (void* const handle = pin(object.dli_fname)) dlclose(handle);
  return found;
}

// A module with a libuv of its own inside, itself loaded with local scope.
void* findInCaller(const char* name, const void* caller) {
  Dl_info object{};
  if (dladdr(caller, &object) == 0 || object.dli_fname == nullptr) return nullptr;
  return findIn(object.dli_fname, name);
}

}  // namespace

void* findReal(const char* name, void* caller) {
  const Undisturbed undisturbed;
  void* found = findNext(name);
  if (found == nullptr) found = findIn("libuv.so.1", name);
  if (found == nullptr) found = findInCaller(name, caller);
  if (found != nullptr) noteLibuvFunction(found);
  return found;
}

}  // namespace uvscope::capture
