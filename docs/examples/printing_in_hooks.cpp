// Documentation, "Printing in AsyncHook callbacks": write synchronously, or leave out what the
// logging itself has caused. Does both, each into a file of its own, and prints the files.
#include <cstdlib>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <string>

#include <uvscope/async_hooks.h>

#include "support/check.h"
#include "support/print.h"

using example::check;
using example::print;
using namespace uvscope;

namespace {

// A file without a name, gone with the program.
class LogFile {
 public:
  LogFile() : file_(std::tmpfile()) {}

  [[nodiscard]] int descriptor() const { return fileno(file_.get()); }

  [[nodiscard]] std::string contents() const {
    std::rewind(file_.get());
    std::string text;
    for (int c = 0; (c = std::fgetc(file_.get())) != EOF;)
      text += static_cast<char>(c);
    return text;
  }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::unique_ptr<std::FILE, Closer> file_;
};

// Writing without libuv makes no resource, so the hook is not called again.
void debug(const LogFile& log, const std::string& text) {
  if (write(log.descriptor(), text.data(), text.size()) < 0) std::abort();
}

// Writing by libuv does: a request that calls the hook again.
void debugLater(const LogFile& log, const std::string& text) {
  struct Line {
    uv_fs_t request{};
    std::string text;
  };

  auto line = std::make_unique<Line>();
  line->text = text;
  line->request.data = line.get();
  const uv_buf_t buffer = uv_buf_init(line->text.data(), static_cast<unsigned>(text.size()));
  check(uv_fs_write(uv_default_loop(), &line->request, log.descriptor(), &buffer, 1, -1,
                    [](uv_fs_t* request) {
                      uv_fs_req_cleanup(request);
                      delete static_cast<Line*>(request->data);
                    }),
        "write");
  static_cast<void>(line.release());  // the callback's
}

}  // namespace

int main() {
  const LogFile at_once;
  const LogFile later;
  bool logging = false;
  const AsyncHook hook =
      createHook({.init = [&](AsyncId, std::string_view type, AsyncId, const ResourceObject&) {
        if (logging) return;  // caused by debugLater() below
        const std::string text = "init " + std::string(type) + '\n';
        debug(at_once, text);
        logging = true;
        debugLater(later, text);
        logging = false;
      }}).enable();
  const int status = run([] { nextTick([] { setImmediate([] {}); }); });
  print("at once:\n", at_once.contents(), "later:\n", later.contents(), "end");
  return status;
}
