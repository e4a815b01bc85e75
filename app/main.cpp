#include "app/cli/command_line.h"

int main(int argc, char** argv) {
  return uvscope::app::runCommandLine(argc, argv);
}
