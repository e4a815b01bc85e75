// What threads are called, in the desktop and on the command line alike.
#pragma once

#include <span>
#include <string>

#include "core/event_sink.h"

namespace uvscope::ui {

// A process's first thread is the one that began it.
bool isMainThread(std::span<const core::ContextInfo> contexts, core::ContextId context);

// "isc-net-0001 21201"; empty where the session has no other thread. One that the session does not
// list is "context 5".
std::string contextName(std::span<const core::ContextInfo> contexts, core::ContextId context);

}  // namespace uvscope::ui
