// File operations that fail, each in its way, several at once; files of many buffers, the end of a
// file, directories that are empty and that are read in pieces.
#include <fcntl.h>
#include <unistd.h>

#include "count.h"

enum { kFailures = 24 };

static uv_loop_t loop;
static uv_fs_t failures[kFailures], request;
static char directory[] = "/tmp/uvscope-file-cases-XXXXXX";
static char file[64], other[64], link_to_itself[64], long_name[300], bytes[16];
static uv_dirent_t entries[1];
static int failed_requests, seen_entries, step;
static uv_file fd;

static void on_failure(uv_fs_t* done) {
  CHECK(done->result < 0);
  ++failed_requests;
  uv_fs_req_cleanup(done);
  finished("FSREQCALLBACK");
}

static void accepted(int rc) {
  CHECK(rc == 0);
  made("FSREQCALLBACK");
}

static void fail_by_path(uv_fs_t* r, const char* none, const char* below_file) {
  accepted(uv_fs_open(&loop, r++, none, O_RDONLY, 0, on_failure));
  accepted(uv_fs_open(&loop, r++, long_name, O_RDONLY, 0, on_failure));
  accepted(uv_fs_open(&loop, r++, link_to_itself, O_RDONLY, 0, on_failure));
  accepted(uv_fs_stat(&loop, r++, none, on_failure));
  accepted(uv_fs_lstat(&loop, r++, none, on_failure));
  accepted(uv_fs_unlink(&loop, r++, none, on_failure));
  accepted(uv_fs_mkdir(&loop, r++, directory, 0700, on_failure));
  accepted(uv_fs_rmdir(&loop, r++, file, on_failure));
  accepted(uv_fs_scandir(&loop, r++, file, 0, on_failure));
  accepted(uv_fs_opendir(&loop, r++, below_file, on_failure));
  accepted(uv_fs_rename(&loop, r++, none, other, on_failure));
  accepted(uv_fs_link(&loop, r++, none, other, on_failure));
  accepted(uv_fs_symlink(&loop, r++, none, file, 0, on_failure));
  accepted(uv_fs_readlink(&loop, r++, file, on_failure));
  accepted(uv_fs_realpath(&loop, r++, none, on_failure));
  accepted(uv_fs_copyfile(&loop, r++, none, other, 0, on_failure));
  accepted(uv_fs_access(&loop, r++, none, R_OK, on_failure));
  accepted(uv_fs_mkdtemp(&loop, r++, "no template", on_failure));
}

static void fail_by_descriptor(uv_fs_t* r) {
  const uv_buf_t buffer = uv_buf_init(bytes, sizeof bytes);
  accepted(uv_fs_read(&loop, r++, -1, &buffer, 1, 0, on_failure));
  accepted(uv_fs_write(&loop, r++, -1, &buffer, 1, 0, on_failure));
  accepted(uv_fs_fstat(&loop, r++, -1, on_failure));
  accepted(uv_fs_fsync(&loop, r++, -1, on_failure));
  accepted(uv_fs_ftruncate(&loop, r++, -1, 0, on_failure));
  accepted(uv_fs_close(&loop, r++, -1, on_failure));
  CHECK(uv_fs_read(&loop, &request, 0, NULL, 0, 0, on_failure) == UV_EINVAL);  // no request
}

static void on_step(uv_fs_t* done);

// 1: there is nothing left to do.
static int next(void) {
  const uv_buf_t buffers[3] = {uv_buf_init((char*)"one", 3), uv_buf_init((char*)"two", 3),
                               uv_buf_init((char*)"three", 5)};
  const uv_buf_t read_into = uv_buf_init(bytes, sizeof bytes);
  switch (step++) {
    case 0:
      return uv_fs_open(&loop, &request, file, O_RDWR | O_APPEND, 0, on_step);
    case 1:
      return uv_fs_write(&loop, &request, fd, buffers, 3, -1, on_step);
    case 2:
      return uv_fs_read(&loop, &request, fd, &read_into, 1, 0, on_step);
    case 3:
      return uv_fs_read(&loop, &request, fd, &read_into, 1, 11, on_step);
    case 4:
      return uv_fs_close(&loop, &request, fd, on_step);
    case 5:
      return uv_fs_mkdir(&loop, &request, other, 0700, on_step);
    case 6:
      return uv_fs_scandir(&loop, &request, other, 0, on_step);
    case 7:
      return uv_fs_rmdir(&loop, &request, other, on_step);
    case 8:
      return uv_fs_opendir(&loop, &request, directory, on_step);
    default:
      return 1;
  }
}

// An entry at a time, until there is none.
static void on_directory(uv_fs_t* done) {
  uv_dir_t* const dir = done->ptr;
  const int count = (int)done->result;
  CHECK(count == 0 || count == 1);
  uv_fs_req_cleanup(done);
  finished("FSREQCALLBACK");
  seen_entries += count;
  if (count == 1) {
    accepted(uv_fs_readdir(&loop, done, dir, on_directory));
  } else {
    accepted(uv_fs_closedir(&loop, done, dir, on_step));
  }
}

static void on_step(uv_fs_t* done) {
  static const int kResults[] = {0, 11, 11, 0, 0, 0, 0, 0, 0};
  CHECK(done->result >= 0 && (step == 1 || step > 9 || done->result == kResults[step - 1]));
  if (step == 1) fd = (uv_file)done->result;
  uv_dir_t* const dir = done->fs_type == UV_FS_OPENDIR ? done->ptr : NULL;
  uv_fs_req_cleanup(done);
  finished("FSREQCALLBACK");
  if (dir != NULL) {
    dir->dirents = entries;
    dir->nentries = 1;
    accepted(uv_fs_readdir(&loop, done, dir, on_directory));
    return;
  }
  const int rc = next();
  if (rc != 1) accepted(rc);
}

int main(void) {
  CHECK(mkdtemp(directory) != NULL);
  snprintf(file, sizeof file, "%s/file", directory);
  snprintf(other, sizeof other, "%s/other", directory);
  snprintf(link_to_itself, sizeof link_to_itself, "%s/loop", directory);
  memset(long_name, 'n', sizeof long_name - 1);
  char below_file[80];
  snprintf(below_file, sizeof below_file, "%s/below", file);
  close(open(file, O_WRONLY | O_CREAT, 0600));
  CHECK(symlink(link_to_itself, link_to_itself) == 0);
  CHECK(uv_loop_init(&loop) == 0);
  fail_by_path(failures, "/nowhere/at/all", below_file);
  fail_by_descriptor(failures + 18);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  accepted(next());
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("refused %d entries %d steps %d\n", failed_requests, seen_entries, step);
  unlink(file);
  unlink(link_to_itself);
  rmdir(directory);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
