#include "tests/e2e/program.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace uvscope::e2e {
namespace {

constexpr std::chrono::milliseconds kPoll{5};

void redirect(const std::string& path, int flags, int to) {
  const int file = open(path.c_str(), flags, 0600);
  if (file < 0 || dup2(file, to) < 0) _exit(126);
  close(file);
}

[[noreturn]] void become(const Words& words, const TempDir& files) {
  setpgid(0, 0);
  redirect("/dev/null", O_RDONLY, STDIN_FILENO);
  redirect(files.file("out"), O_WRONLY | O_CREAT, STDOUT_FILENO);
  redirect(files.file("err"), O_WRONLY | O_CREAT, STDERR_FILENO);
  std::vector<char*> pointers;
  for (const std::string& word : words)
    pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  execvp(pointers[0], pointers.data());
  _exit(127);
}

bool bindTo(int type, int port, int& bound_port) {
  const int fd = socket(AF_INET, type, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool bound = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  socklen_t length = sizeof address;
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
  bound_port = ntohs(address.sin_port);
  close(fd);
  return bound;
}

}  // namespace

std::string findInstalled(const std::string& program) {
  const char* const variable = std::getenv("PATH");
  std::istringstream path(std::string(variable != nullptr ? variable : "") + ":/usr/sbin:/sbin");
  for (std::string folder; std::getline(path, folder, ':');) {
    const std::string candidate = folder + "/" + program;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

TempDir::TempDir() : path_("/tmp/uvscope-e2e-XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("mkdtemp");
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::write(const std::string& name, const std::string& text) const {
  std::ofstream(file(name)) << text;
  return file(name);
}

std::string readFile(const std::string& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string script(const std::string& name) {
  return UVSCOPE_SCRIPTS "/" + name;
}

std::string filled(const std::string& name, const std::string& directory, int port) {
  const std::string text =
      std::regex_replace(readFile(script(name)), std::regex("@DIRECTORY@"), directory);
  return std::regex_replace(text, std::regex("@PORT@"), std::to_string(port));
}

Program::Program(const Words& words) : pid_(fork()) {
  if (pid_ < 0) throw std::runtime_error("fork");
  if (pid_ == 0) become(words, files_);
  setpgid(pid_, pid_);  // both do it, so that it is done for either
}

Program::~Program() {
  if (reap()) return;
  kill(-pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void Program::signal(int number) const {
  if (!ended_) kill(pid_, number);
}

bool Program::reap() {
  int status = 0;
  if (ended_) return true;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return false;
  ended_ = true;
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return true;
}

int Program::wait(std::chrono::seconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!reap() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(kPoll);
  return ended_ ? status_ : -1;
}

bool Program::waitForOutput(const std::string& text) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  const auto said = [&] { return (output() + errors()).find(text) != std::string::npos; };
  while (!said() && !reap() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(kPoll);
  }
  return said();
}

Outcome run(const Words& words, std::chrono::seconds patience) {
  Program program(words);
  const int status = program.wait(patience);
  return {status, program.output(), program.errors()};
}

Words recording(const std::string& session, const Words& program, const Words& options) {
  Words words{UVSCOPE_RECORDER, "record", "-o", session};
  words.insert(words.end(), options.begin(), options.end());
  words.emplace_back("--");
  words.insert(words.end(), program.begin(), program.end());
  return words;
}

int freePort() {
  for (int attempt = 0; attempt < 100; ++attempt) {
    int port = 0;
    int same = 0;
    if (bindTo(SOCK_STREAM, 0, port) && bindTo(SOCK_DGRAM, port, same)) return port;
  }
  throw std::runtime_error("no free port");
}

}  // namespace uvscope::e2e
