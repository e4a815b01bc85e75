// What Node does around a script, for a C++ program: the main program, the loop, and what happens
// to errors that nobody caught.
#pragma once

#include <exception>
#include <functional>

#include <uv.h>

#include "core/process_events.h"

namespace uvscope::capture {

// Makes `loop` the one that setTimeout, setInterval and setImmediate use in this thread outside of
// uv_run. Without it that is the first loop that this thread initialised; in the main thread, when
// it initialised none, uv_default_loop(). `loop` must outlive its use. Throws
// ERR_INVALID_ARG_TYPE for null.
void useLoop(uv_loop_t* loop);

// Calls `main_program` and then runs the loop for as long as anything keeps it alive, with
// beforeExit and exit handlers; returns the status to exit with, 0. `loop`: null means that of this
// thread, see useLoop. Plain uv_run does as well: this adds the handlers, and that an exception of
// `main_program` goes to the handler of uncaught exceptions (rule 77). Throws ERR_UVSCOPE_NO_LOOP.
int run(const std::function<void()>& main_program, uv_loop_t* loop = nullptr);

// Each of the following is about this thread and throws ERR_UVSCOPE_NO_ENVIRONMENT.

// Called with an exception that escaped from a callback: of the API, of a libuv function or, inside
// run(), of the main program. It runs in the context of the failing callback, and the program goes
// on (rule 74). Without a handler the exception and the stack are printed, the exit handlers
// called, and the process ends with status 1; with status 7 when the handler throws. An empty
// function takes the handler away.
void onUncaughtException(core::UncaughtExceptionHandler handler);

// Called with the reason and the id of each promise that was rejected and has no handler when the
// microtasks are done (rule 57). Without it the reason is an uncaught exception.
void onUnhandledRejection(core::UnhandledRejectionHandler handler);

// Called by run() when nothing keeps the loop alive any more, each time; what is started then keeps
// the loop running.
void onBeforeExit(std::function<void()> handler);

// Called once at the end of run(), with 0, and before an error ends the process, with its status.
void onExit(std::function<void(int status)> handler);

// In place of ending the process with a status, an error aborts it: Node's
// --abort-on-uncaught-exception.
void abortOnUncaughtException(bool abort = true);

}  // namespace uvscope::capture
