#include "capture/recorder/frame_rule.h"

#include <array>
#include <cstddef>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

// libgcc's, part of its ABI since GCC 3.0 though in no header: finds the description of the
// function around an address, whichever module it is in.
extern "C" {
struct UvscopeEhBases {
  void* text;
  void* data;
  void* function;  // out: where the function begins
};

// NOLINTNEXTLINE(bugprone-reserved-identifier, readability-identifier-naming): its name
const std::uint8_t* _Unwind_Find_FDE(void* pc, UvscopeEhBases* bases);
}

namespace uvscope::capture {
namespace {

// Numbers of registers in DWARF, x86-64.
constexpr std::uint64_t kFrameRegister = 6;
constexpr std::uint64_t kStackRegister = 7;
constexpr std::uint64_t kReturnRegister = 16;
constexpr std::int64_t kReturnAddressAt = -8;  // from the caller's stack pointer: `call` pushed it

// Bytes of a module's .eh_frame. Reading past the end gives zeroes and is remembered.
class Bytes {
 public:
  Bytes(const std::uint8_t* at, const std::uint8_t* end) : at_(at), end_(end) {}

  [[nodiscard]] bool atEnd() const { return at_ >= end_; }

  [[nodiscard]] bool failed() const { return failed_; }

  [[nodiscard]] const std::uint8_t* at() const { return at_; }

  [[nodiscard]] Bytes rest() const { return {at_, end_}; }

  template <class T>
  T fixed() {
    T value{};
    if (take(sizeof(T))) std::memcpy(&value, at_ - sizeof(T), sizeof(T));
    return value;
  }

  std::uint64_t unsignedLeb() {
    std::uint64_t value = 0;
    readLeb(value);
    return value;
  }

  std::int64_t signedLeb() {
    std::uint64_t value = 0;
    const unsigned bits = readLeb(value);
    const bool negative = bits < 64 && bits > 0 && (value >> (bits - 1) & 1U) != 0;
    if (negative) value |= ~std::uint64_t{0} << bits;
    return static_cast<std::int64_t>(value);
  }

  std::string_view text() {
    const auto* const begin = reinterpret_cast<const char*>(at_);
    std::size_t length = 0;
    while (fixed<char>() != '\0')
      ++length;
    return {begin, length};
  }

  void skip(std::uint64_t count) { take(count); }

 private:
  bool take(std::uint64_t count) {
    if (count > static_cast<std::uint64_t>(end_ - at_)) {
      failed_ = true;
      at_ = end_;
      return false;
    }
    at_ += count;
    return true;
  }

  unsigned readLeb(std::uint64_t& value) {
    unsigned bits = 0;
    for (bool more = true; more && !failed_; bits += 7) {
      const auto byte = fixed<std::uint8_t>();
      if (bits < 64) value |= std::uint64_t{byte & 0x7FU} << bits;
      more = (byte & 0x80U) != 0;
    }
    return bits;
  }

  const std::uint8_t* at_;
  const std::uint8_t* end_;
  bool failed_ = false;
};

// The contents of the entry that begins at `start`, without its length.
std::optional<Bytes> entryAt(const std::uint8_t* start) {
  std::uint32_t length = 0;
  std::memcpy(&length, start, sizeof length);
  if (length == 0 || length == std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return Bytes(start + sizeof length, start + sizeof length + length);
}

// Bytes that a pointer takes; 0: no fixed number.
std::uint64_t sizeOfPointer(std::uint8_t encoding) {
  constexpr std::uint8_t kAligned = 0x50;
  if (encoding == kAligned) return 0;
  switch (encoding & 0x07U) {
    case 0:
    case 4:
      return 8;
    case 2:
      return 2;
    case 3:
      return 4;
    default:
      return 0;
  }
}

// What the functions of a compilation unit have in common.
struct Common {
  std::uint64_t code_align = 0;
  std::int64_t data_align = 0;
  std::uint64_t pointer_size = 8;
  bool has_augmentation = false;
  Bytes program{nullptr, nullptr};
};

// The letters after the z of an augmentation; false: one that is not understood.
bool readAugmentation(std::string_view letters, Bytes entry, Common& common) {
  for (const char letter : letters) {
    const auto encoding = entry.fixed<std::uint8_t>();
    if (letter == 'R') {
      common.pointer_size = sizeOfPointer(encoding);
      if (common.pointer_size == 0) return false;
    } else if (letter == 'P') {
      const std::uint64_t size = sizeOfPointer(encoding);
      if (size == 0) return false;
      entry.skip(size);
    } else if (letter != 'L') {  // S: a signal frame
      return false;
    }
  }
  return !entry.failed();
}

std::optional<Common> readCommon(const std::uint8_t* start) {
  std::optional<Bytes> entry = entryAt(start);
  if (!entry) return std::nullopt;
  entry->skip(4);  // 0: it is no function's entry
  const auto version = entry->fixed<std::uint8_t>();
  if (version != 1 && version != 3) return std::nullopt;
  const std::string_view augmentation = entry->text();
  Common common;
  common.code_align = entry->unsignedLeb();
  common.data_align = entry->signedLeb();
  const std::uint64_t return_register =
      version == 1 ? entry->fixed<std::uint8_t>() : entry->unsignedLeb();
  if (return_register != kReturnRegister) return std::nullopt;
  if (!augmentation.empty()) {
    if (augmentation[0] != 'z') return std::nullopt;
    common.has_augmentation = true;
    const std::uint64_t size = entry->unsignedLeb();
    if (!readAugmentation(augmentation.substr(1), entry->rest(), common)) return std::nullopt;
    entry->skip(size);
  }
  common.program = entry->rest();
  return entry->failed() ? std::nullopt : std::optional(common);
}

// Where a register of the caller is found.
struct Saved {
  enum class How : std::uint8_t { Same, At, Lost } how = How::Same;
  std::int64_t offset = 0;  // At: from the caller's stack pointer
};

struct Row {
  std::uint64_t base = 0;
  std::int64_t offset = 0;
  bool base_known = false;
  Saved frame;
  Saved return_address{Saved::How::At, kReturnAddressAt};
};

// Runs the instructions that describe a function, up to an address in it.
class Interpreter {
 public:
  explicit Interpreter(const Common& common) : common_(common) {}

  // False: something is not understood, and so nothing is known.
  bool runCommon() {
    const bool understood = run(common_.program, std::numeric_limits<std::uint64_t>::max());
    initial_ = row_;
    location_ = 0;
    return understood;
  }

  // `offset`: in the function.
  bool run(Bytes program, std::uint64_t offset) {
    wanted_ = offset;
    while (!program.atEnd() && location_ <= wanted_) {
      if (!step(program) || program.failed()) return false;
    }
    return true;
  }

  [[nodiscard]] const Row& row() const { return row_; }

 private:
  enum Code : std::uint8_t {
    Nop = 0x00,
    Advance1 = 0x02,
    Advance2 = 0x03,
    Advance4 = 0x04,
    OffsetExtended = 0x05,
    RestoreExtended = 0x06,
    Undefined = 0x07,
    SameValue = 0x08,
    Register = 0x09,
    Remember = 0x0A,
    RestoreState = 0x0B,
    Cfa = 0x0C,
    CfaRegister = 0x0D,
    CfaOffset = 0x0E,
    CfaExpression = 0x0F,
    Expression = 0x10,
    OffsetSigned = 0x11,
    CfaSigned = 0x12,
    CfaOffsetSigned = 0x13,
    ValueOffset = 0x14,
    ValueOffsetSigned = 0x15,
    ValueExpression = 0x16,
    ArgumentsSize = 0x2E,
    Advance = 0x40,
    Offset = 0x80,
    Restore = 0xC0,
  };

  bool step(Bytes& program) {
    const auto byte = program.fixed<std::uint8_t>();
    const std::uint64_t low = byte & 0x3FU;
    switch (byte & 0xC0U) {
      case Advance:
        return advance(low);
      case Offset:
        return save(low, static_cast<std::int64_t>(program.unsignedLeb()) * common_.data_align);
      case Restore:
        return restore(low);
      default:
        return stepExtended(byte, program);
    }
  }

  bool stepExtended(std::uint8_t code, Bytes& program) {
    switch (code) {
      case Nop:
        return true;
      case Advance1:
        return advance(program.fixed<std::uint8_t>());
      case Advance2:
        return advance(program.fixed<std::uint16_t>());
      case Advance4:
        return advance(program.fixed<std::uint32_t>());
      case Remember:
        return remember();
      case RestoreState:
        return recall();
      case ArgumentsSize:
        program.unsignedLeb();
        return true;
      case Cfa:
      case CfaRegister:
      case CfaOffset:
      case CfaExpression:
      case CfaSigned:
      case CfaOffsetSigned:
        return setBase(code, program);
      default:
        return setRegister(code, program);
    }
  }

  bool setBase(std::uint8_t code, Bytes& program) {
    if (code == CfaExpression) {
      program.skip(program.unsignedLeb());
      row_.base_known = false;
      return true;
    }
    if (code == Cfa || code == CfaRegister || code == CfaSigned) {
      row_.base = program.unsignedLeb();
      row_.base_known = true;
    }
    if (code == Cfa || code == CfaOffset) {
      row_.offset = static_cast<std::int64_t>(program.unsignedLeb());
    } else if (code != CfaRegister) {
      row_.offset = program.signedLeb() * common_.data_align;
    }
    return true;
  }

  bool setRegister(std::uint8_t code, Bytes& program) {
    const std::uint64_t number = program.unsignedLeb();
    switch (code) {
      case OffsetExtended:
        return save(number, static_cast<std::int64_t>(program.unsignedLeb()) * common_.data_align);
      case OffsetSigned:
        return save(number, program.signedLeb() * common_.data_align);
      case RestoreExtended:
        return restore(number);
      case SameValue:
        return set(number, {Saved::How::Same, 0});
      case Undefined:
        return set(number, {Saved::How::Lost, 0});
      case Register:
      case ValueOffset:
        program.unsignedLeb();
        return set(number, {Saved::How::Lost, 0});
      case ValueOffsetSigned:
        program.signedLeb();
        return set(number, {Saved::How::Lost, 0});
      case Expression:
      case ValueExpression:
        program.skip(program.unsignedLeb());
        return set(number, {Saved::How::Lost, 0});
      default:
        return false;
    }
  }

  bool advance(std::uint64_t count) {
    location_ += count * common_.code_align;
    return true;
  }

  bool save(std::uint64_t number, std::int64_t offset) {
    return set(number, {Saved::How::At, offset});
  }

  bool restore(std::uint64_t number) {
    if (number == kFrameRegister) row_.frame = initial_.frame;
    if (number == kReturnRegister) row_.return_address = initial_.return_address;
    return true;
  }

  bool set(std::uint64_t number, Saved saved) {
    if (number == kFrameRegister) row_.frame = saved;
    if (number == kReturnRegister) row_.return_address = saved;
    return number != kStackRegister;  // its caller's is not where the base says
  }

  bool remember() {
    if (remembered_ == states_.size()) return false;
    states_[remembered_++] = row_;
    return true;
  }

  bool recall() {
    if (remembered_ == 0) return false;
    row_ = states_[--remembered_];
    return true;
  }

  const Common& common_;
  Row row_, initial_;
  std::uint64_t location_ = 0, wanted_ = 0;
  std::array<Row, 4> states_{};
  std::size_t remembered_ = 0;
};

bool fits(std::int64_t offset) {
  constexpr std::int64_t kMost = std::int64_t{1} << 30;
  return offset > -kMost && offset < kMost;
}

FrameRule ruleOf(const Row& row, std::uint64_t return_address) {
  FrameRule rule;
  rule.return_address = return_address;
  const bool returns =
      row.return_address.how == Saved::How::At && row.return_address.offset == kReturnAddressAt;
  const bool has_base = row.base == kStackRegister || row.base == kFrameRegister;
  if (!returns || !row.base_known || !has_base || !fits(row.offset)) return rule;
  // Where the frame pointer serves for something else, whoever needs it has saved it.
  if (row.frame.how == Saved::How::Lost || !fits(row.frame.offset)) return rule;
  rule.base = row.base == kStackRegister ? FrameRule::Base::Stack : FrameRule::Base::Frame;
  rule.caller_stack = static_cast<std::int32_t>(row.offset);
  if (row.frame.how == Saved::How::At) {
    rule.saved_frame = static_cast<std::int32_t>(row.frame.offset);
  }
  return rule;
}

}  // namespace

FrameRule frameRuleOf(std::uint64_t return_address) {
  FrameRule unknown;
  unknown.return_address = return_address;
#if defined(__x86_64__)
  const std::uint64_t call = return_address - 1;  // the return address may be the next function's
  UvscopeEhBases bases{};
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address of code
  const std::uint8_t* const start = _Unwind_Find_FDE(reinterpret_cast<void*>(call), &bases);
  if (start == nullptr) return unknown;
  std::optional<Bytes> entry = entryAt(start);
  if (!entry) return unknown;
  const std::uint8_t* const here = entry->at();
  const std::optional<Common> common = readCommon(here - entry->fixed<std::uint32_t>());
  if (!common) return unknown;
  entry->skip(2 * common->pointer_size);  // begin and length of the function
  if (common->has_augmentation) entry->skip(entry->unsignedLeb());
  Interpreter interpreter(*common);
  const std::uint64_t offset = call - reinterpret_cast<std::uint64_t>(bases.function);
  if (!interpreter.runCommon() || !interpreter.run(entry->rest(), offset)) return unknown;
  return ruleOf(interpreter.row(), return_address);
#else
  return unknown;
#endif
}

}  // namespace uvscope::capture
