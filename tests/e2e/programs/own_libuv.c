// Stands for a program with libuv inside, as official Node.js binaries are.
int uv_run(void* loop, int mode);

int uv_run(void* loop, int mode) {
  return loop == 0 ? mode : 0;
}

int main(void) {
  return uv_run(0, 8);
}
