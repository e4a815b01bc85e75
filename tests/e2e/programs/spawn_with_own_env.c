/* spawn_with_own_env PROGRAM: starts it with an environment of two entries and passes its status
 * on. */
#include <stdio.h>
#include <string.h>
#include <uv.h>

static int64_t status = -1;

static void on_exit_cb(uv_process_t* process, int64_t exit_status, int signal_number) {
  (void)signal_number;
  status = exit_status;
  uv_close((uv_handle_t*)process, NULL);
}

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  uv_process_t process;
  uv_process_options_t options;
  uv_stdio_container_t stdio[3];
  char* arguments[] = {argv[1], NULL};
  char* environment[] = {(char*)"A=1", (char*)"B=two", NULL};
  memset(&options, 0, sizeof options);
  for (int i = 0; i < 3; ++i) {
    stdio[i].flags = UV_INHERIT_FD;
    stdio[i].data.fd = i;
  }
  options.file = argv[1];
  options.args = arguments;
  options.env = environment;
  options.exit_cb = on_exit_cb;
  options.stdio = stdio;
  options.stdio_count = 3;
  const int rc = uv_spawn(uv_default_loop(), &process, &options);
  if (rc != 0) {
    fprintf(stderr, "%s\n", uv_strerror(rc));
    return 3;
  }
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
  if (options.env != environment || environment[2] != NULL) return 4;
  return (int)status;
}
