// A terminal: read by the line and raw, written to; and a file that is none.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "count.h"

static uv_loop_t loop;
static uv_tty_t reader, writer, refused;
static uv_write_t request;
static char bytes[64];
static int master, lines;

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  (void)size;
  *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void type(const char* text) {
  CHECK(write(master, text, strlen(text)) == (ssize_t)strlen(text));
}

static void on_written(uv_write_t* done, int status) {
  CHECK(status == 0);
  finished("WRITEWRAP");
  finish(done->handle);
}

static void write_something(void) {
  const uv_buf_t buffer = uv_buf_init((char*)"out", 3);
  CHECK(uv_try_write((uv_stream_t*)&writer, &buffer, 1) == 3);
  CHECK(uv_write(&request, (uv_stream_t*)&writer, &buffer, 1, on_written) == 0);
  made("WRITEWRAP");
}

// A line, then a key in raw mode, then nothing any more.
static void on_typed(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  called(stream);
  if (++lines == 1) {
    CHECK(count == 3 && memcmp(buffer->base, "hi\n", 3) == 0);
    CHECK(uv_tty_set_mode((uv_tty_t*)stream, UV_TTY_MODE_RAW) == 0);
    type("k");
  } else if (lines == 2) {
    CHECK(count == 1 && buffer->base[0] == 'k');
    CHECK(uv_read_stop(stream) == 0);
    CHECK(uv_tty_set_mode((uv_tty_t*)stream, UV_TTY_MODE_NORMAL) == 0);
    write_something();
    finish(stream);
  }
}

int main(void) {
  master = posix_openpt(O_RDWR | O_NOCTTY);
  CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
  const int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
  CHECK(slave >= 0);
  CHECK(uv_loop_init(&loop) == 0);
  const int file = open("/tmp", O_RDWR | O_TMPFILE, 0600);
  CHECK(uv_tty_init(&loop, &refused, file, 0) == UV_EINVAL);  // nothing was made
  close(file);
  CHECK(uv_tty_init(&loop, &reader, slave, 1) == 0);
  born(&reader, "TTYWRAP");
  CHECK(uv_tty_init(&loop, &writer, slave, 0) == 0);
  born(&writer, "TTYWRAP");
  struct winsize size = {24, 80, 0, 0};
  CHECK(ioctl(master, TIOCSWINSZ, &size) == 0);
  int width = 0;
  int height = 0;
  CHECK(uv_tty_get_winsize(&writer, &width, &height) == 0 && width == 80 && height == 24);
  CHECK(uv_read_start((uv_stream_t*)&reader, on_alloc, on_typed) == 0);
  type("hi\n");
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  close(master);
  printf("lines %d\n", lines);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
