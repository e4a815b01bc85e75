#include "capture/recorder/sender_ring.h"

#include <climits>
#include <utility>

#include <pthread.h>

#include "capture/recorder/attachment.h"

namespace uvscope::capture {
namespace {

// Values of further keys are allocated when they are set.
constexpr pthread_key_t kKeysWithoutAllocation = 32;

constinit pthread_key_t end_key = UINT_MAX;

struct Sender {
  OwnRing ring;
  std::uint32_t attachment = 0;  // attachment::generation() that the ring is of; 0: none
  bool busy = false;             // taking a ring: a signal handler has to do without
};

thread_local constinit Sender sender{};

// The thread has ended.
void endSender(void* /*own*/) {
  if (sender.attachment != attachment::generation()) return;
  attachment::arena().closeRing(sender.ring.home.ring);
  sender.attachment = 0;
}

bool takeRing() {
  const std::optional<OwnRing> taken = attachment::takeRing();
  if (!taken) return false;
  sender.ring = *taken;
  sender.attachment = attachment::generation();
  pthread_setspecific(end_key, &sender);
  return true;
}

bool hasRing() {
  if (sender.attachment == attachment::generation()) return true;
  if (end_key >= kKeysWithoutAllocation || std::exchange(sender.busy, true)) return false;
  const bool taken = takeRing();
  sender.busy = false;
  return taken;
}

}  // namespace

void prepareSenderRings() {
  if (pthread_key_create(&end_key, endSender) != 0) end_key = UINT_MAX;
}

void recordSent(core::AsyncId id, Home home) {
  if (!hasRing()) {
    attachment::countLost();
    return;
  }
  if (!sender.ring.writer.pushAnytime(static_cast<std::uint8_t>(RecordKind::Sent), id.value,
                                      packHome(home), core::kNativeId.value)) {
    attachment::stop();
  }
}

std::optional<OwnRing> takeSenderRing() {
  if (sender.attachment == 0 || sender.attachment != attachment::generation()) return {};
  sender.attachment = 0;
  return sender.ring;
}

}  // namespace uvscope::capture
