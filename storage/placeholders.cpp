#include "storage/placeholders.h"

#include <algorithm>
#include <cctype>
#include <span>

#include "storage/checksum.h"

namespace uvscope::storage {
namespace {

constexpr std::array<std::string_view, kSecrets> kNames = {"path", "address", "argument", "thread"};

// The recorder's own words in details.
constexpr std::string_view kHarmless[] = {
    "timeout", "repeat",    "ms",       "fd",       "from",      "to",     "pid", "not",
    "error",   "started",   "in",       "every",    "inherited", "signal", "s",   "us",
    "on",      "listening", "accepted", "standard", "moved",     "here",   "was"};

// … and operations on files, with which a detail begins.
constexpr std::string_view kOperations[] = {
    "close",   "open",   "read",      "unlink",    "write",    "copyfile", "mkdir",    "mkdtemp",
    "mkstemp", "rmdir",  "scandir",   "opendir",   "readdir",  "closedir", "stat",     "fstat",
    "rename",  "fsync",  "fdatasync", "ftruncate", "sendfile", "access",   "chmod",    "utime",
    "futime",  "lutime", "lstat",     "link",      "symlink",  "readlink", "realpath", "fchmod",
    "chown",   "fchown", "lchown",    "statfs"};

bool isHarmless(std::string_view word) {
  return std::ranges::find(kHarmless, word) != std::end(kHarmless);
}

bool isOperation(std::string_view word) {
  return std::ranges::find(kOperations, word) != std::end(kOperations);
}

bool isNumber(std::string_view word) {
  if (word.starts_with('-') || word.starts_with('#')) word.remove_prefix(1);
  return !word.empty() &&
         std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c); });
}

bool isSignal(std::string_view word) {
  return word.starts_with("SIG") && word.size() <= 9 &&
         std::all_of(word.begin(), word.end(),
                     [](unsigned char c) { return std::isupper(c) || std::isdigit(c); });
}

// Where the port begins, with its colon: "127.0.0.1:80", "[::1]:80", "example.org:https".
std::size_t portOf(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return address.size();
  const std::size_t bracket = address.rfind(']');
  if (bracket != std::string_view::npos) return bracket < colon ? colon : address.size();
  return address.find(':') == colon ? colon : address.size();
}

bool isAddress(std::string_view word) {
  return word.find(':') != std::string_view::npos || word.find('.') != std::string_view::npos;
}

bool isPath(std::string_view word) {
  return word.find('/') != std::string_view::npos;
}

// Calls take(word, mark) for the words between spaces; `mark` is a comma or colon after one.
template <class Take>
void eachWord(std::string_view text, Take&& take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    std::string_view mark;
    if (!word.empty() && (word.back() == ',' || word.back() == ':')) {
      mark = word.substr(word.size() - 1);
      word.remove_suffix(1);
    }
    take(word, mark);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::uint64_t hashOf(std::string_view text) {
  return checksum({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

}  // namespace

std::string Placeholders::of(Secret kind, std::string_view text) {
  if (text.empty() || kept_.has(kind)) return std::string(text);
  const auto at = static_cast<std::size_t>(kind);
  const std::uint64_t next = numbers_[at].size() + 1;
  const std::uint64_t number = numbers_[at].try_emplace(hashOf(text), next).first->second;
  return std::string(kNames[at]) + "-" + std::to_string(number);
}

// The port says what service it is, and no more.
std::string Placeholders::ofAddress(std::string_view address) {
  const std::size_t port = portOf(address);
  const std::string_view number = address.substr(port);
  if (number.empty() || !isNumber(number.substr(1))) return of(Secret::Address, address);
  return of(Secret::Address, address.substr(0, port)) + std::string(number);
}

std::string Placeholders::ofWord(std::string_view word) {
  if (isPath(word)) return of(Secret::Path, word);
  if (isAddress(word)) return ofAddress(word);
  return of(Secret::Argument, word);
}

std::string Placeholders::ofCommand(std::string_view words) {
  std::string out;
  eachWord(words, [&](std::string_view word, std::string_view mark) {
    if (!out.empty()) out += ' ';
    (out += ofWord(word)) += mark;
  });
  return out;
}

std::string Placeholders::ofDetail(std::string_view detail) {
  std::string out;
  bool after_harmless = false;  // a number there is a duration, a descriptor, …
  bool first = true;
  eachWord(detail, [&](std::string_view word, std::string_view mark) {
    if (!first) out += ' ';
    const bool operation = first && isOperation(word);
    first = false;
    const bool harmless = isHarmless(word) || isSignal(word) || (after_harmless && isNumber(word));
    out += harmless || operation ? std::string(word) : ofWord(word);
    out += mark;
    after_harmless = harmless;
  });
  return out;
}

}  // namespace uvscope::storage
