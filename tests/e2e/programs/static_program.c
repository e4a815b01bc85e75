// Linked statically: the loader does not run, so nothing can be loaded into it.
int main(void) {
  return 7;
}
