#include "capture/runtime/async_hooks_c.h"

#include <exception>
#include <memory>
#include <new>
#include <string>
#include <thread>

#include "capture/instrument/real.h"
#include "capture/runtime/uv_async_id.h"
#include "core/async_hook.h"
#include "core/async_resource.h"
#include "core/errors.h"
#include "core/next_tick.h"

namespace core = uvscope::core;

struct uvscope_resource {
  core::AsyncResource resource;
  core::Environment* environment = core::currentEnvironment();
};

struct uvscope_hook {
  core::AsyncHook hook;
  core::Environment* environment = core::currentEnvironment();
};

namespace {

std::string& lastError() {
  thread_local std::string error;
  return error;
}

uvscope_status fail(uvscope_status status, const char* message) noexcept {
  try {
    lastError() = message;
  } catch (const std::bad_alloc&) {
    lastError().clear();
  }
  return status;
}

uvscope_status statusOf(const core::AsyncHooksError& error) {
  if (error.code() == "ERR_INVALID_ARG_TYPE") return UVSCOPE_INVALID_ARGUMENT;
  if (error.code() == "ERR_ASYNC_TYPE") return UVSCOPE_INVALID_TYPE;
  if (error.code() == "ERR_INVALID_ASYNC_ID") return UVSCOPE_INVALID_ID;
  if (error.code() == "ERR_UVSCOPE_WRONG_THREAD") return UVSCOPE_WRONG_THREAD;
  return UVSCOPE_FAILED;
}

// No exception crosses into C.
template <class Action>
uvscope_status guarded(const Action& action) noexcept {
  try {
    action();
    return UVSCOPE_OK;
  } catch (const core::AsyncHooksError& error) {
    return fail(statusOf(error), error.what());
  } catch (const std::bad_alloc&) {
    return fail(UVSCOPE_NO_MEMORY, "out of memory");
  } catch (const std::exception& error) {
    return fail(UVSCOPE_FAILED, error.what());
  } catch (...) {
    return fail(UVSCOPE_FAILED, "an exception that is no std::exception");
  }
}

template <class Object>
void requireOwn(const Object* object, const char* what) {
  if (object == nullptr) core::throwInvalidArgument(std::string(what) + " must not be null");
  if (object->environment != core::currentEnvironment()) {
    core::throwWrongThread(std::string("this ") + what);
  }
}

template <class Function>
void requireFunction(Function* function) {
  if (function == nullptr) core::throwInvalidArgument("the callback must not be null");
}

core::HookCallbacks callbacksOf(const uvscope_hook_callbacks& given, void* data) {
  const auto simple = [data](void (*callback)(uvscope_async_id, void*)) {
    return callback == nullptr ? std::function<void(core::AsyncId)>()
                               : [callback, data](core::AsyncId id) { callback(id.value, data); };
  };
  core::HookCallbacks callbacks{.before = simple(given.before),
                                .after = simple(given.after),
                                .destroy = simple(given.destroy),
                                .promise_resolve = simple(given.promise_resolve)};
  if (given.init != nullptr) {
    callbacks.init = [init = given.init, data](core::AsyncId id, std::string_view type,
                                               core::AsyncId trigger,
                                               const core::ResourceObject& resource) {
      init(id.value, std::string(type).c_str(), trigger.value, resource.target(), data);
    };
  }
  return callbacks;
}

}  // namespace

const char* uvscope_last_error() {
  return lastError().c_str();
}

uvscope_async_id uvscope_execution_async_id() {
  return core::executionAsyncId().value;
}

uvscope_async_id uvscope_trigger_async_id() {
  return core::triggerAsyncId().value;
}

uvscope_async_id uvscope_handle_async_id(const void* handle) {
  if (handle == nullptr) return UVSCOPE_NATIVE_ID;
  return uvscope::capture::asyncIdOf(static_cast<const uv_handle_t*>(handle)).value;
}

uvscope_async_id uvscope_request_async_id(const void* request) {
  if (request == nullptr) return UVSCOPE_NATIVE_ID;
  return uvscope::capture::asyncIdOf(static_cast<const uv_req_t*>(request)).value;
}

uvscope_resource* uvscope_resource_create(const char* type, uvscope_async_id trigger) {
  std::unique_ptr<uvscope_resource> made;
  guarded([&] {
    if (type == nullptr) core::throwInvalidArgument("the type must not be null");
    core::AsyncResourceOptions options;
    if (trigger != UVSCOPE_DEFAULT_TRIGGER) options.trigger_async_id = core::AsyncId{trigger};
    made.reset(new uvscope_resource{core::AsyncResource(type, options)});
  });
  return made.release();
}

uvscope_async_id uvscope_resource_async_id(const uvscope_resource* resource) {
  return resource != nullptr ? resource->resource.asyncId().value : UVSCOPE_NATIVE_ID;
}

uvscope_async_id uvscope_resource_trigger_async_id(const uvscope_resource* resource) {
  return resource != nullptr ? resource->resource.triggerAsyncId().value : UVSCOPE_NATIVE_ID;
}

uvscope_status uvscope_resource_run(uvscope_resource* resource, void (*callback)(void* data),
                                    void* data) {
  return guarded([&] {
    requireOwn(resource, "resource");
    requireFunction(callback);
    resource->resource.runInAsyncScope(callback, data);
  });
}

uvscope_status uvscope_resource_enter(uvscope_resource* resource) {
  return guarded([&] {
    requireOwn(resource, "resource");
    resource->resource.enterByHand();
  });
}

uvscope_status uvscope_resource_leave(uvscope_resource* resource) {
  return guarded([&] {
    requireOwn(resource, "resource");
    resource->resource.leaveByHand();
  });
}

uvscope_status uvscope_resource_emit_destroy(uvscope_resource* resource) {
  return guarded([&] {
    requireOwn(resource, "resource");
    resource->resource.emitDestroy();
  });
}

void uvscope_resource_free(uvscope_resource* resource) {
  delete resource;
}

uvscope_hook* uvscope_hook_create(const uvscope_hook_callbacks* callbacks, void* data) {
  std::unique_ptr<uvscope_hook> made;
  guarded([&] {
    if (callbacks == nullptr) core::throwInvalidArgument("the callbacks must not be null");
    made.reset(new uvscope_hook{core::createHook(callbacksOf(*callbacks, data))});
  });
  return made.release();
}

uvscope_status uvscope_hook_enable(uvscope_hook* hook) {
  return guarded([&] {
    requireOwn(hook, "hook");
    hook->hook.enable();
  });
}

uvscope_status uvscope_hook_disable(uvscope_hook* hook) {
  return guarded([&] {
    requireOwn(hook, "hook");
    hook->hook.disable();
  });
}

void uvscope_hook_free(uvscope_hook* hook) {
  delete hook;
}

uvscope_status uvscope_next_tick(void (*callback)(void* data), void* data) {
  return guarded([&] {
    requireFunction(callback);
    core::nextTick([callback, data] { callback(data); });
  });
}

uvscope_status uvscope_queue_microtask(void (*callback)(void* data), void* data) {
  return guarded([&] {
    requireFunction(callback);
    core::queueMicrotask([callback, data] { callback(data); });
  });
}
