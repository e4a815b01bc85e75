// The tracepoint's own code, and a loop that makes events of it.
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "tests/bench/lttng/tracepoint.h"

void uvscope_bench_lttng_events(uint64_t count);

void uvscope_bench_lttng_events(uint64_t count) {
  for (uint64_t i = 0; i < count; ++i)
    lttng_ust_tracepoint(uvscope_bench, event, i, 1, 2);
}
