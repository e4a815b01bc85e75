// uv_fs_*. Without a callback they run at once, make no resource, and may come from any thread.
#include "capture/instrument/calls.h"
#include "capture/instrument/detail.h"
#include "capture/instrument/request.h"

namespace uvscope::capture {
namespace {

void onFile(uv_fs_t* request) {
  finishRequest<uv_fs_cb, Chain::Yes>(request->result, request);
}

DetailText operationText(const char* operation, const char* path) {
  if (path == nullptr) return DetailText(std::string_view(operation));
  return DetailText(std::string_view(operation), " ", std::string_view(path));
}

DetailText operationText(const char* operation, std::nullptr_t /*subject*/) {
  return DetailText(std::string_view(operation));
}

DetailText operationText(const char* operation, uv_file file) {
  return DetailText(std::string_view(operation), " fd ", file);
}

template <auto* kFunction, class Subject, class... Arguments>
[[gnu::always_inline]] inline int fileOperation(const char* operation, Subject subject,
                                                uv_loop_t* loop, uv_fs_t* request,
                                                uv_fs_cb callback, Arguments... arguments) {
  if (callback == nullptr) return callReal<kFunction>(loop, request, arguments..., callback);
  Submission submission(request, callback, onFile);
  const int rc = callMaking<kFunction>(loop, request, arguments..., submission.passed());
  if (rc < 0) return rc;
  if (const Tracked tracked = submission.accepted(core::Provider::FsReq)) {
    describeRequest(tracked, operationText(operation, subject));
  }
  return rc;
}

}  // namespace
}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

#define UVSCOPE_UNPACK(...) __VA_ARGS__
#define UVSCOPE_X(operation, subject, parameters, ...)                                           \
  int uv_fs_##operation(uv_loop_t* loop, uv_fs_t* req, UVSCOPE_UNPACK parameters, uv_fs_cb cb) { \
    return fileOperation<&uv_fs_##operation>(#operation, subject, loop, req, cb, __VA_ARGS__);   \
  }
UVSCOPE_FILE_OPERATIONS(UVSCOPE_X)
#undef UVSCOPE_X
