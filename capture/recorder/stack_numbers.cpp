#include "capture/recorder/stack_numbers.h"

#include "capture/recorder/ring_format.h"

namespace uvscope::capture {
namespace {

constexpr std::size_t kFirstSlots = 256;

std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 32U;
  value *= 0xD6E8'FEB8'6659'FD93;
  value ^= value >> 32U;
  return value;
}

}  // namespace

std::uint64_t StackNumbers::hashOf(std::span<const std::uint64_t> addresses) {
  std::uint64_t hash = addresses.size();
  for (const std::uint64_t address : addresses)
    hash = (hash ^ address) * 0x9E37'79B9'7F4A'7C15 + (hash >> 29U);
  return mixed(hash);
}

StackNumbers::Slot& StackNumbers::slotOf(const MappedArray<Slot>& slots, std::uint64_t hash) {
  std::size_t index = hash & (slots.size() - 1);
  while (slots[index].number != 0 && slots[index].hash != hash)
    index = (index + 1) & (slots.size() - 1);
  return slots[index];
}

std::uint32_t StackNumbers::find(std::uint64_t hash) const {
  return slots_.empty() ? 0 : slotOf(slots_, hash).number;
}

std::uint32_t StackNumbers::next() const {
  return last_ < kLastStackNumber ? last_ + 1 : 0;
}

std::uint32_t StackNumbers::add(std::uint64_t hash) {
  const std::uint32_t number = next();
  if (number == 0 || !grow()) return 0;
  slotOf(slots_, hash) = {hash, number};
  return last_ = number;
}

// So that one more fits.
bool StackNumbers::grow() {
  if ((std::size_t{last_} + 1) * 2 <= slots_.size()) return true;
  MappedArray<Slot> larger(slots_.empty() ? kFirstSlots : slots_.size() * 2);
  if (larger.empty()) return false;
  for (const Slot& slot : slots_) {
    if (slot.number != 0) slotOf(larger, slot.hash) = slot;
  }
  slots_ = std::move(larger);
  return true;
}

void StackNumbers::clear() {
  slots_ = MappedArray<Slot>();
  last_ = 0;
}

}  // namespace uvscope::capture
