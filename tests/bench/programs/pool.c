// pool work|stat COUNT [NS]: so many requests for the thread pool, 256 of them under way. Work
// keeps a thread of the pool busy for NS.
#include <string.h>

#include "rate.h"

enum { kUnderWay = 256 };

static uv_loop_t loop;
static long to_start;
static long long done;
static uint64_t busy_ns;

static void work(uv_work_t* request) {
  (void)request;
  if (busy_ns == 0) return;
  const uint64_t end = uv_hrtime() + busy_ns;
  while (uv_hrtime() < end) {
  }
}

static void worked(uv_work_t* request, int status) {
  CHECK(status == 0);
  ++done;
  if (to_start-- > 0) CHECK(uv_queue_work(&loop, request, work, worked) == 0);
}

static void looked(uv_fs_t* request) {
  CHECK(request->result == 0);
  ++done;
  uv_fs_req_cleanup(request);
  if (to_start-- > 0) CHECK(uv_fs_stat(&loop, request, ".", looked) == 0);
}

int main(int argc, char** argv) {
  CHECK(argc == 3 || argc == 4);
  if (argc == 4) busy_ns = (uint64_t)atol(argv[3]);
  static uv_work_t works[kUnderWay];
  static uv_fs_t stats[kUnderWay];
  const int stat = strcmp(argv[1], "stat") == 0;
  to_start = atol(argv[2]) - kUnderWay;
  CHECK(uv_loop_init(&loop) == 0);
  begin_rate();
  for (int i = 0; i < kUnderWay; ++i) {
    if (stat) {
      CHECK(uv_fs_stat(&loop, &stats[i], ".", looked) == 0);
    } else {
      CHECK(uv_queue_work(&loop, &works[i], work, worked) == 0);
    }
  }
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  end_rate(done);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
