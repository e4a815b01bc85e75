// Node's async_hooks for C++ programs on libuv. The names, rules and order of events are Node's, so
// that its documentation is this library's; where C++ asks for something else, the headers below
// say so. Link libuvscope before libuv.
//
// Everything here belongs to the thread that uses it: each has ids, hooks and queues of its own.
#pragma once

#include "capture/runtime/run.h"
#include "capture/runtime/timers.h"
#include "capture/runtime/uv_async_id.h"
#include "core/async_hook.h"
#include "core/async_id.h"
#include "core/async_local_storage.h"
#include "core/async_resource.h"
#include "core/errors.h"
#include "core/next_tick.h"
#include "core/promise.h"
#include "core/provider.h"
#include "core/resource_object.h"
#include "core/scopes.h"

namespace uvscope {

using core::AsyncHook;
using core::AsyncHooksError;
using core::AsyncId;
using core::AsyncLocalStorage;
using core::AsyncResource;
using core::AsyncResourceOptions;
using core::asyncWrapProviders;
using core::createHook;
using core::DefaultTriggerScope;
using core::executionAsyncId;
using core::executionAsyncResource;
using core::HookCallbacks;
using core::kBootstrapId;
using core::kBoundFunctionType;
using core::kNativeId;
using core::kUnknownId;
using core::PropertyKey;
using core::ResourceObject;
using core::triggerAsyncId;

using core::AggregateError;
using core::nextTick;
using core::Promise;
using core::PromiseRejecter;
using core::PromiseResolver;
using core::PromiseWithResolvers;
using core::queueMicrotask;
using core::Settled;
using core::withResolvers;

using capture::clearImmediate;
using capture::clearInterval;
using capture::clearTimeout;
using capture::Immediate;
using capture::setImmediate;
using capture::setInterval;
using capture::setTimeout;
using capture::Timeout;

using capture::abortOnUncaughtException;
using capture::asyncIdOf;
using capture::onBeforeExit;
using capture::onExit;
using capture::onUncaughtException;
using capture::onUnhandledRejection;
using capture::run;
using capture::useLoop;

}  // namespace uvscope
