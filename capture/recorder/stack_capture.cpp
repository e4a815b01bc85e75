#include "capture/recorder/stack_capture.h"

#include <algorithm>
#include <cstring>

#include "capture/recorder/loaded_modules.h"
#include "capture/recorder/undisturbed.h"

namespace uvscope::capture {
namespace {

// Whether the whole text is in the ring. Where the target may drop records, part of it can be lost.
bool tell(RingWriter& writer, TextKind kind, std::uint64_t number, std::string_view text) {
  const std::uint64_t records = 1 + (text.size() + kTextBytesPerRecord - 1) / kTextBytesPerRecord;
  const std::uint64_t before = writer.position();
  return writer.pushText(kind, 0, number, text) && writer.position() - before == records;
}

constexpr std::size_t kMostRecords = 1024;  // addresses in further ones are in none

struct ModuleRecord {
  ModuleText header;
  std::array<char, kMaxModulePath> path;  // zeroes behind it
};

void fill(ModuleRecord& record, const LoadedModule& module) {
  ModuleText& header = record.header;
  header.bias = module.bias;
  header.begin = module.begin;
  header.end = module.end;
  if (module.build_id.size() <= sizeof header.build_id) {
    header.build_id_bytes = static_cast<std::uint32_t>(module.build_id.size());
    std::ranges::copy(module.build_id, std::begin(header.build_id));
  }
  std::ranges::copy(module.path.substr(0, record.path.size()), record.path.begin());
}

std::string_view textOf(const ModuleRecord& record) {
  const std::size_t path_bytes = strnlen(record.path.data(), record.path.size());
  return {reinterpret_cast<const char*>(&record), sizeof record.header + path_bytes};
}

}  // namespace

void StackCapture::restart() {
  numbers_.clear();
  walker_.forgetNumbers();
  modules_told_ = false;
}

// Not inline: it begins with its own frame. That gcc's address of a frame lies two words below the
// caller's stack pointer, and holds its frame pointer, is the ABI's doing.
[[gnu::noinline]] std::uint32_t StackCapture::here(RingWriter& writer) {
#if defined(__x86_64__)
  constexpr std::uint64_t kSavedWords = 16;
  const auto* const own = static_cast<const std::uint64_t*>(__builtin_frame_address(0));
  const Frame caller{reinterpret_cast<std::uint64_t>(__builtin_return_address(0)),
                     reinterpret_cast<std::uint64_t>(own) + kSavedWords, *own};
  bool changed = false;
  const std::uint32_t known = walker_.known(caller, changed);
  // The same address may now be another module's: what was told before holds no more.
  if (changed) [[unlikely]]
    restart();
  return known != 0 ? known : walk(writer, caller);
#else
  static_cast<void>(writer);
  return kNoStack;
#endif
}

std::uint32_t StackCapture::walk(RingWriter& writer, const Frame& from) {
  std::array<std::uint64_t, kMaxStackAddresses> addresses;  // filled by walk()
  bool changed = false;
  const std::size_t count = walker_.walk(from, addresses, changed);
  if (changed) [[unlikely]]
    restart();
  if (count == 0) return kNoStack;
  const std::span<const std::uint64_t> stack(addresses.data(), count);
  const std::uint64_t hash = StackNumbers::hashOf(stack);
  std::uint32_t number = numbers_.find(hash);
  if (number == 0) number = addNew(writer, hash, stack);
  if (number != kStackLost) walker_.remember(number);
  return number;
}

std::uint32_t StackCapture::addNew(RingWriter& writer, std::uint64_t hash,
                                   std::span<const std::uint64_t> addresses) {
  const Undisturbed undisturbed;
  const std::uint32_t number = numbers_.next();
  if (number == 0) return kStackLost;
  if (!modules_told_ && !tellModules(writer)) return kStackLost;
  const std::string_view bytes(reinterpret_cast<const char*>(addresses.data()),
                               addresses.size_bytes());
  if (!tell(writer, TextKind::Stack, number, bytes)) return kStackLost;
  return numbers_.add(hash) == number ? number : kStackLost;
}

bool StackCapture::tellModules(RingWriter& writer) {
  const MappedArray<ModuleRecord> records(kMostRecords);  // a page for each that there is
  std::size_t count = 0;
  // Copied under the loader's lock and told without it, since a full ring waits.
  LoadedModules::forEach([&](const LoadedModule& module) {
    if (count < records.size()) fill(records[count++], module);
  });
  for (std::size_t index = 0; index < count; ++index) {
    if (!tell(writer, TextKind::Module, index, textOf(records[index]))) return false;
  }
  return modules_told_ = count > 0;
}

}  // namespace uvscope::capture
