#include "tests/oracle/trace.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace uvscope::oracle {
namespace {

std::map<std::uint64_t, std::uint64_t>& numbers() {
  static std::map<std::uint64_t, std::uint64_t> numbers{{0, 0}, {1, 1}};
  return numbers;
}

// Straight to the descriptor: what a process that is killed has written is there.
void writeAll(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string each; std::getline(stream, each);) {
    if (!each.empty()) lines.push_back(each);
  }
  return lines;
}

std::string readAll(const std::string& path) {
  std::string text;
  if (std::FILE* const file = std::fopen(path.c_str(), "r")) {
    char buffer[4096];
    for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, file)) > 0;)
      text.append(buffer, count);
    std::fclose(file);
  }
  return text;
}

// Waits for `arguments` without the loop: no resource is made. Its output goes into files.
int runAndWait(std::vector<std::string> arguments, const std::string& out, const std::string& err) {
  std::vector<char*> argv;
  for (std::string& argument : arguments)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t pid = 0;
  const int rc = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (rc != 0) return -1;
  int status = 0;
  waitpid(pid, &status, 0);
  return status;
}

class Temporary {
 public:
  Temporary() {
    std::string name = (std::filesystem::temp_directory_path() / "uvscope-oracle-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }

  ~Temporary() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

std::string id(AsyncId id) {
  if (id == kUnknownId) return "-1";
  const auto [found, is_new] = numbers().try_emplace(id.value, numbers().size());
  return std::to_string(found->second);
}

void line(std::string_view text) {
  writeAll(std::string(text) + '\n');
}

void note(std::string_view text) {
  line("note " + std::string(text));
}

void ctx(std::string_view name) {
  const std::string execution = id(executionAsyncId());
  note(std::string(name) + " executionAsyncId=" + execution +
       " triggerAsyncId=" + id(triggerAsyncId()));
}

HookCallbacks callbacks(HookOptions given) {
  const auto options = std::make_shared<const HookOptions>(std::move(given));
  const auto gone = std::make_shared<std::set<AsyncId>>();
  const std::string prefix = options->tag.empty() ? "" : options->tag + ':';
  const auto writes = [options](const char* event) {
    return options->only.empty() || options->only.contains(event);
  };
  const auto left_out = [options, gone](AsyncId id) {
    return id <= options->first || gone->contains(id);
  };
  const auto simple = [prefix, left_out](const char* event) {
    return [=](AsyncId of) {
      if (!left_out(of)) line(prefix + event + ' ' + id(of));
    };
  };
  HookCallbacks callbacks;
  if (writes("init")) {
    callbacks.init = [=](AsyncId of, std::string_view type, AsyncId trigger,
                         const ResourceObject& resource) {
      if (options->skip.contains(type)) {
        gone->insert(of);
        return;
      }
      std::string text = prefix + "init " + id(of) + ' ' + std::string(type);
      text += " trigger=" + id(trigger);
      text += " exec=" + id(executionAsyncId());
      line(text);
      if (options->on_init) options->on_init(of, type, trigger, resource);
    };
  }
  if (writes("before")) callbacks.before = simple("before");
  if (writes("after")) callbacks.after = simple("after");
  if (writes("destroy")) callbacks.destroy = simple("destroy");
  if (writes("promiseResolve")) callbacks.promise_resolve = simple("resolve");
  return callbacks;
}

AsyncHook hook(HookOptions options) {
  return createHook(callbacks(std::move(options)));
}

AsyncHook& start(HookOptions options) {
  static std::vector<std::unique_ptr<AsyncHook>>& hooks =
      *new std::vector<std::unique_ptr<AsyncHook>>;
  options.first =
      AsyncResource("X", AsyncResourceOptions{.require_manual_destroy = true}).asyncId();
  hooks.push_back(std::make_unique<AsyncHook>(hook(std::move(options))));
  return hooks.back()->enable();
}

std::vector<std::string> firstLine(const std::vector<std::string>& lines) {
  bool frames = false;
  for (const std::string& each : lines)
    frames |= each.starts_with("    at ");
  return {"first line=\"" + (lines.empty() ? "" : lines.front()) +
          "\" has stack frames=" + (frames ? "true" : "false")};
}

void child(const std::vector<std::string>& arguments,
           const std::function<std::vector<std::string>(const std::vector<std::string>&)>&
               describe_stderr) {
  const std::string out = temporaryPath("out");
  const std::string err = temporaryPath("err");
  const char* const name = std::getenv("UVSCOPE_SCENARIO");
  std::vector<std::string> command{std::filesystem::read_symlink("/proc/self/exe").string(), name};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const int status = runAndWait(command, out, err);
  for (const std::string& each : linesOf(readAll(out)))
    line(each);
  std::string words;
  for (const std::string& argument : arguments)
    words += ' ' + argument;
  note("child" + words + ": exit code=" +
       (WIFEXITED(status) ? std::to_string(WEXITSTATUS(status)) : std::string("null")) +
       " signal=" +
       (WIFSIGNALED(status) ? "SIG" + std::string(sigabbrev_np(WTERMSIG(status))) : "null"));
  for (const std::string& each :
       (describe_stderr ? describe_stderr : firstLine)(linesOf(readAll(err))))
    note("child stderr " + each);
}

std::string temporaryPath(const std::string& name) {
  static const Temporary directory;
  return (directory.path() / name).string();
}

void align() {
  using std::chrono::nanoseconds;
  using std::chrono::steady_clock;
  constexpr auto kEarly = 60'000;
  while (std::chrono::duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count() %
             1'000'000 >
         kEarly) {
  }
}

void outsideClient(int port, const std::string& script, const std::string& wait_s) {
  runAndWait({"bash", "-c",
              "(sleep " + wait_s + "; exec 3<>/dev/tcp/127.0.0.1/" + std::to_string(port) + "; " +
                  script + ") &"},
             "/dev/null", "/dev/null");
}

}  // namespace uvscope::oracle
