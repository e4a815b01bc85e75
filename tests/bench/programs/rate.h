// What the programs of scripts/bench-record share: ordinary libuv programs that do a fixed amount
// of work, or work for a fixed time, and tell at the end what they have done:
//
//   rate OPERATIONS SECONDS CPU_SECONDS
//
// CPU_SECONDS: of all threads of the process, in the program and in the kernel, meanwhile.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include "../../targets/check.h"

static uint64_t began_ns;
static double began_cpu;

static inline double cpu_seconds(void) {
  uv_rusage_t usage;
  CHECK(uv_getrusage(&usage) == 0);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static inline void begin_rate(void) {
  began_ns = uv_hrtime();
  began_cpu = cpu_seconds();
}

static inline void end_rate(long long operations) {
  printf("rate %lld %.6f %.6f\n", operations, (double)(uv_hrtime() - began_ns) / 1e9,
         cpu_seconds() - began_cpu);
  fflush(stdout);
}
