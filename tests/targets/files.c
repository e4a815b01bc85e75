// Every uv_fs_* operation with a callback, one after the other with the same request, started in
// the callback of the one before; and some without, which run at once.
#include <fcntl.h>
#include <unistd.h>

#include "count.h"

static uv_loop_t loop;
static uv_fs_t request;
static char directory[] = "/tmp/uvscope-files-XXXXXX";
static char a[64], b[64], c[64], sub[64], made_dir[64], template_dir[64], template_file[64];
static char bytes[16];
static uv_file file = -1, other = -1;
static uv_dir_t* dir;
static uv_dirent_t entries[4];
static int step;

static void on_done(uv_fs_t* done);

static int synchronous(void) {
  uv_fs_t sync;
  CHECK(uv_fs_stat(NULL, &sync, "/", NULL) == 0);
  uv_fs_req_cleanup(&sync);
  CHECK(uv_fs_access(&loop, &sync, "/nowhere", F_OK, NULL) == UV_ENOENT);
  uv_fs_req_cleanup(&sync);
  return 0;
}

static int next(uv_fs_t* r) {
  const uv_buf_t buffer = uv_buf_init(bytes, sizeof bytes);
  switch (step++) {
    case 0:
      return uv_fs_open(&loop, r, a, O_RDWR | O_CREAT, 0600, on_done);
    case 1:
      return uv_fs_write(&loop, r, file, &buffer, 1, 0, on_done);
    case 2:
      return uv_fs_read(&loop, r, file, &buffer, 1, 0, on_done);
    case 3:
      return uv_fs_fstat(&loop, r, file, on_done);
    case 4:
      return uv_fs_fsync(&loop, r, file, on_done);
    case 5:
      return uv_fs_fdatasync(&loop, r, file, on_done);
    case 6:
      return uv_fs_ftruncate(&loop, r, file, 8, on_done);
    case 7:
      return uv_fs_fchmod(&loop, r, file, 0644, on_done);
    case 8:
      return uv_fs_fchown(&loop, r, file, getuid(), getgid(), on_done);
    case 9:
      return uv_fs_futime(&loop, r, file, 1, 1, on_done);
    case 10:
      return uv_fs_sendfile(&loop, r, other, file, 0, 4, on_done);
    case 11:
      return uv_fs_close(&loop, r, file, on_done);
    case 12:
      return uv_fs_stat(&loop, r, a, on_done);
    case 13:
      return uv_fs_lstat(&loop, r, a, on_done);
    case 14:
      return uv_fs_chmod(&loop, r, a, 0600, on_done);
    case 15:
      return uv_fs_chown(&loop, r, a, getuid(), getgid(), on_done);
    case 16:
      return uv_fs_lchown(&loop, r, a, getuid(), getgid(), on_done);
    case 17:
      return uv_fs_utime(&loop, r, a, 2, 2, on_done);
    case 18:
      return uv_fs_lutime(&loop, r, a, 3, 3, on_done);
    case 19:
      return uv_fs_access(&loop, r, a, R_OK, on_done);
    case 20:
      return uv_fs_copyfile(&loop, r, a, b, 0, on_done);
    case 21:
      return uv_fs_rename(&loop, r, b, c, on_done);
    case 22:
      return uv_fs_link(&loop, r, c, b, on_done);
    case 23:
      return uv_fs_unlink(&loop, r, b, on_done);
    case 24:
      return uv_fs_symlink(&loop, r, c, b, 0, on_done);
    case 25:
      return uv_fs_readlink(&loop, r, b, on_done);
    case 26:
      return uv_fs_realpath(&loop, r, b, on_done);
    case 27:
      return uv_fs_mkdir(&loop, r, sub, 0700, on_done);
    case 28:
      return uv_fs_rmdir(&loop, r, sub, on_done);
    case 29:
      return uv_fs_mkdtemp(&loop, r, template_dir, on_done);
    case 30:
      return uv_fs_mkstemp(&loop, r, template_file, on_done);
    case 31:
      return uv_fs_scandir(&loop, r, directory, 0, on_done);
    case 32:
      return uv_fs_opendir(&loop, r, directory, on_done);
    case 33:
      return uv_fs_readdir(&loop, r, dir, on_done);
    case 34:
      return uv_fs_closedir(&loop, r, dir, on_done);
    case 35:
      return uv_fs_statfs(&loop, r, directory, on_done);
    case 36:
      return uv_fs_open(&loop, r, "/nowhere/at/all", O_RDONLY, 0, on_done);
    default:
      return synchronous() - 1;
  }
}

// What later steps need of an earlier one's result.
static void keep(const uv_fs_t* done) {
  if (step == 1) file = (uv_file)done->result;
  if (step == 30) snprintf(made_dir, sizeof made_dir, "%s", done->path);
  if (step == 31) close((int)done->result);
  if (step == 31) unlink(done->path);
  if (step == 33) {
    dir = done->ptr;
    dir->dirents = entries;
    dir->nentries = 4;
  }
}

static void on_done(uv_fs_t* done) {
  ended("FSREQCALLBACK");
  if (done->result < 0) printf("step %d: %s\n", step, uv_err_name((int)done->result));
  keep(done);
  uv_fs_req_cleanup(done);
  if (next(done) == 0) made("FSREQCALLBACK");
}

static void remove_all(void) {
  const char* const names[] = {a, b, c};
  for (int i = 0; i < 3; ++i)
    unlink(names[i]);
  rmdir(made_dir);
  close(other);
  rmdir(directory);
}

int main(void) {
  CHECK(mkdtemp(directory) != NULL);
  char* const paths[] = {a, b, c, sub, template_dir, template_file};
  const char* const names[] = {"a", "b", "c", "sub", "dXXXXXX", "fXXXXXX"};
  for (int i = 0; i < 6; ++i)
    snprintf(paths[i], sizeof a, "%s/%s", directory, names[i]);
  CHECK(uv_loop_init(&loop) == 0);
  other = open(directory, O_RDWR | O_TMPFILE, 0600);
  CHECK(other >= 0);
  CHECK(next(&request) == 0);
  made("FSREQCALLBACK");
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  remove_all();
  return 0;
}
