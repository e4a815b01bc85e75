#include "capture/host/signal_forwarder.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <string>

#include <unistd.h>

namespace uvscope::capture {
namespace {

constexpr std::array kForwarded{SIGHUP,  SIGINT,  SIGQUIT,  SIGTERM, SIGUSR1,
                                SIGUSR2, SIGALRM, SIGWINCH, SIGTSTP, SIGCONT};

constexpr pid_t kNobody = 0;        // the kernel, or no signal at all
constexpr pid_t kFromOutside = -1;  // a sender of another pid namespace

// What handlers and loop share. A signal is pending from its arrival to its forwarding. Who sent it
// is kept until then, because a target may send one before its start has returned its pid to us.
struct Mailbox {
  std::atomic<uv_async_t*> wake{nullptr};
  std::atomic<pid_t> target{0};
  std::array<std::atomic<bool>, kForwarded.size()> pending{};
  std::array<std::atomic<pid_t>, kForwarded.size()> sender{};
  std::array<struct sigaction, kForwarded.size()> previous{};
  std::array<bool, kForwarded.size()> installed{};
};

Mailbox mailbox;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): handlers have no
                  // argument

pid_t senderOf(int signal, const siginfo_t& info) {
  // An alarm() set before we were started was meant for the target.
  if (signal == SIGALRM) return kFromOutside;
  if (info.si_code > 0) return kNobody;  // user codes are 0 and below
  return info.si_pid != 0 ? info.si_pid : kFromOutside;
}

void onSignal(int signal, siginfo_t* info, void* /*context*/) {
  const int saved_errno = errno;
  for (std::size_t i = 0; i < kForwarded.size(); ++i) {
    if (kForwarded[i] != signal) continue;
    const pid_t sender = senderOf(signal, *info);
    // One by the target must not hide that someone else sent one too.
    if (sender != kNobody && sender != mailbox.target.load()) mailbox.sender[i].store(sender);
    mailbox.pending[i].store(true);
  }
  if (uv_async_t* const wake = mailbox.wake.load()) uv_async_send(wake);
  errno = saved_errno;
}

void install(std::size_t index) {
  struct sigaction action {};

  sigaction(kForwarded[index], nullptr, &mailbox.previous[index]);
  if (mailbox.previous[index].sa_handler == SIG_IGN) return;
  action.sa_sigaction = onSignal;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigemptyset(&action.sa_mask);
  mailbox.installed[index] = sigaction(kForwarded[index], &action, nullptr) == 0;
}

}  // namespace

core::Result<void> SignalForwarder::start(uv_loop_t& loop, SignalForwarder& forwarder) {
  const int rc = uv_async_init(&loop, &forwarder.wake_, [](uv_async_t* handle) {
    static_cast<SignalForwarder*>(handle->data)->forwardPending();
  });
  if (rc < 0) {
    return core::Error{core::ErrorCode::System, std::string("uv_async_init: ") + uv_strerror(rc)};
  }
  forwarder.wake_.data = &forwarder;
  uv_unref(reinterpret_cast<uv_handle_t*>(&forwarder.wake_));
  forwarder.started_ = true;
  mailbox.wake.store(&forwarder.wake_);
  for (std::size_t i = 0; i < kForwarded.size(); ++i)
    install(i);
  return {};
}

SignalForwarder::~SignalForwarder() {
  stop();
}

void SignalForwarder::setTarget(pid_t target) {
  mailbox.target.store(target);
  forwardPending();
}

void SignalForwarder::clearTarget() {
  mailbox.target.store(0);
}

void SignalForwarder::stop() {
  if (!started_) return;
  started_ = false;
  for (std::size_t i = 0; i < kForwarded.size(); ++i) {
    if (mailbox.installed[i]) sigaction(kForwarded[i], &mailbox.previous[i], nullptr);
    mailbox.installed[i] = false;
    mailbox.pending[i].store(false);
    mailbox.sender[i].store(kNobody);
  }
  mailbox.wake.store(nullptr);
  mailbox.target.store(0);
  uv_close(reinterpret_cast<uv_handle_t*>(&wake_), nullptr);
}

void SignalForwarder::forwardPending() {
  const pid_t target = mailbox.target.load();
  if (target <= 0) return;
  for (std::size_t i = 0; i < kForwarded.size(); ++i) {
    if (!mailbox.pending[i].exchange(false)) continue;
    const pid_t sender = mailbox.sender[i].exchange(kNobody);
    if (sender != kNobody && sender != target) kill(target, kForwarded[i]);
    // As the shell that waits for us expects of a job that is asked to stop.
    if (kForwarded[i] == SIGTSTP) kill(getpid(), SIGSTOP);
  }
}

}  // namespace uvscope::capture
