#include "capture/recorder/sender_ring.h"

#include <climits>
#include <new>

#include <pthread.h>
#include <sys/mman.h>

#include "capture/recorder/attachment.h"
#include "capture/recorder/undisturbed.h"

namespace uvscope::capture {
namespace {

// Values of further keys are allocated when they are set.
constexpr pthread_key_t kKeysWithoutAllocation = 32;

constinit pthread_key_t end_key = UINT_MAX;

// Mapped, because it is too large for the memory that every thread of the program has to have.
struct Sender {
  OwnRing ring;
  std::uint32_t attachment = 0;  // attachment::generation() that the ring is of; 0: none
};

thread_local constinit Sender* sender = nullptr;

// The thread has ended.
void endSender(void* own) {
  auto* const ended = static_cast<Sender*>(own);
  sender = nullptr;
  if (ended->attachment != 0 && ended->attachment == attachment::generation()) {
    attachment::arena().closeRing(ended->ring.home.ring);
  }
  munmap(own, sizeof(Sender));
}

bool makeSender() {
  if (sender != nullptr) return true;
  void* const memory =
      mmap(nullptr, sizeof(Sender), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return false;
  sender = new (memory) Sender;
  pthread_setspecific(end_key, memory);
  return true;
}

bool hasRing() {
  return sender != nullptr && sender->attachment == attachment::generation();
}

// A handler that sends while the ring is being taken would find none.
bool takeRing() {
  const Undisturbed undisturbed;
  const WithoutSignals without_signals;
  if (hasRing()) return true;  // a handler has come in between
  if (end_key >= kKeysWithoutAllocation || !makeSender()) return false;
  const std::optional<OwnRing> taken = attachment::takeRing();
  if (!taken) return false;
  sender->ring = *taken;
  sender->attachment = attachment::generation();
  return true;
}

}  // namespace

void prepareSenderRings() {
  if (pthread_key_create(&end_key, endSender) != 0) end_key = UINT_MAX;
}

void recordSent(core::AsyncId id, Home home) {
  if (!hasRing() && !takeRing()) {
    attachment::countLost();
    return;
  }
  if (!sender->ring.writer.pushAnytime(static_cast<std::uint8_t>(RecordKind::Sent), id.value,
                                       packHome(home), core::kNativeId.value)) {
    attachment::stop();
  }
}

std::optional<OwnRing> takeSenderRing() {
  if (!hasRing()) return {};
  sender->attachment = 0;
  return sender->ring;
}

}  // namespace uvscope::capture
