/* Node's async_hooks for C programs, embedders and foreign-function interfaces: ids, resources and
 * hooks of the calling thread. The rules are those of <uvscope/async_hooks.h>, the C++ header.
 *
 * Functions that can fail return a uvscope_status or null; uvscope_last_error() then tells why.
 * Nothing here throws. Strings are UTF-8, NUL-terminated, and copied. */
#ifndef UVSCOPE_ASYNC_HOOKS_C_H
#define UVSCOPE_ASYNC_HOOKS_C_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t uvscope_async_id;

/* No callback runs; or: no resource. */
#define UVSCOPE_NATIVE_ID ((uvscope_async_id)0)
/* The main program outside of the loop. */
#define UVSCOPE_BOOTSTRAP_ID ((uvscope_async_id)1)
/* As a trigger: nobody. */
#define UVSCOPE_UNKNOWN_ID ((uvscope_async_id)-1)
/* As a trigger: that of the innermost default, else the executing resource. */
#define UVSCOPE_DEFAULT_TRIGGER ((uvscope_async_id)-2)

typedef enum uvscope_status {
  UVSCOPE_OK = 0,
  UVSCOPE_INVALID_ARGUMENT = -1, /* null where something is needed: ERR_INVALID_ARG_TYPE */
  UVSCOPE_INVALID_TYPE = -2,     /* the empty type: ERR_ASYNC_TYPE */
  UVSCOPE_INVALID_ID = -3,       /* a trigger out of range: ERR_INVALID_ASYNC_ID */
  UVSCOPE_WRONG_THREAD = -4,     /* made by another thread: ERR_UVSCOPE_WRONG_THREAD */
  UVSCOPE_NO_MEMORY = -5,
  UVSCOPE_FAILED = -6
} uvscope_status;

/* "0.1.0". Constant. */
const char* uvscope_version(void);

/* Why the last call on this thread that failed did. Valid until the next call that fails. */
const char* uvscope_last_error(void);

/* Whether this library comes before libuv, so that libuv's own handles and requests have events.
 * False means that the program was linked in the wrong order; see the README. */
bool uvscope_instruments_libuv(void);

uvscope_async_id uvscope_execution_async_id(void);
uvscope_async_id uvscope_trigger_async_id(void);

/* The id of an initialised uv_handle_t or an accepted uv_req_t; UVSCOPE_NATIVE_ID when it has none.
 */
uvscope_async_id uvscope_handle_async_id(const void* handle);
uvscope_async_id uvscope_request_async_id(const void* request);

/* --- Resources ------------------------------------------------------------------------------- */

typedef struct uvscope_resource uvscope_resource;

/* A resource of the given type; its init is emitted. `trigger`: UVSCOPE_DEFAULT_TRIGGER or any id.
 * Null on failure. The caller frees it, on this thread. */
uvscope_resource* uvscope_resource_create(const char* type, uvscope_async_id trigger);

uvscope_async_id uvscope_resource_async_id(const uvscope_resource* resource);
uvscope_async_id uvscope_resource_trigger_async_id(const uvscope_resource* resource);

/* Calls `callback(data)` as a callback of the resource. The callback may free the resource. */
uvscope_status uvscope_resource_run(uvscope_resource* resource, void (*callback)(void* data),
                                    void* data);

/* The two halves of it, for callers that cannot pass a function. Leaving what is not the innermost
 * scope ends the process with status 1. */
uvscope_status uvscope_resource_enter(uvscope_resource* resource);
uvscope_status uvscope_resource_leave(uvscope_resource* resource);

/* Queues a destroy, one a call. */
uvscope_status uvscope_resource_emit_destroy(uvscope_resource* resource);

/* Emits destroy unless that was done. Null does nothing. */
void uvscope_resource_free(uvscope_resource* resource);

/* --- Hooks ----------------------------------------------------------------------------------- */

/* Each may be null. `type` is valid during the call. `object`: the uv handle or request, or null.
 */
typedef struct uvscope_hook_callbacks {
  void (*init)(uvscope_async_id id, const char* type, uvscope_async_id trigger, void* object,
               void* data);
  void (*before)(uvscope_async_id id, void* data);
  void (*after)(uvscope_async_id id, void* data);
  void (*destroy)(uvscope_async_id id, void* data);
  void (*promise_resolve)(uvscope_async_id id, void* data);
} uvscope_hook_callbacks;

typedef struct uvscope_hook uvscope_hook;

/* A disabled hook of this thread, whose callbacks get `data`. `callbacks` is copied. Null on
 * failure. The caller frees it, on this thread. */
uvscope_hook* uvscope_hook_create(const uvscope_hook_callbacks* callbacks, void* data);
uvscope_status uvscope_hook_enable(uvscope_hook* hook);
uvscope_status uvscope_hook_disable(uvscope_hook* hook);
/* Disables it. Null does nothing. */
void uvscope_hook_free(uvscope_hook* hook);

/* --- Ticks ----------------------------------------------------------------------------------- */

/* process.nextTick and queueMicrotask. */
uvscope_status uvscope_next_tick(void (*callback)(void* data), void* data);
uvscope_status uvscope_queue_microtask(void (*callback)(void* data), void* data);

#ifdef __cplusplus
}
#endif

#endif
