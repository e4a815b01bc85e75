#include "capture/instrument/detail.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace uvscope::capture {
namespace {

void addIpv4(DetailText& text, const sockaddr* address) {
  sockaddr_in in{};
  std::memcpy(&in, address, sizeof(in));
  std::array<char, INET_ADDRSTRLEN> name{};
  if (inet_ntop(AF_INET, &in.sin_addr, name.data(), name.size()) == nullptr) return;
  text.add(std::string_view(name.data())).add(":").add(ntohs(in.sin_port));
}

void addIpv6(DetailText& text, const sockaddr* address) {
  sockaddr_in6 in{};
  std::memcpy(&in, address, sizeof(in));
  std::array<char, INET6_ADDRSTRLEN> name{};
  if (inet_ntop(AF_INET6, &in.sin6_addr, name.data(), name.size()) == nullptr) return;
  text.add("[").add(std::string_view(name.data())).add("]:").add(ntohs(in.sin6_port));
}

void addUnix(DetailText& text, const sockaddr* address) {
  const char* const path = reinterpret_cast<const char*>(address) + offsetof(sockaddr_un, sun_path);
  if (*path != '\0') text.add(std::string_view(path, strnlen(path, sizeof(sockaddr_un::sun_path))));
}

}  // namespace

DetailText& DetailText::add(std::string_view text) {
  const std::size_t count = std::min(text.size(), buffer_.size() - size_);
  std::memcpy(buffer_.data() + size_, text.data(), count);
  size_ += count;
  return *this;
}

DetailText& DetailText::addNumber(std::int64_t number) {
  std::array<char, 24> digits;
  const std::to_chars_result end = std::to_chars(digits.begin(), digits.end(), number);
  return add(std::string_view(digits.data(), static_cast<std::size_t>(end.ptr - digits.data())));
}

DetailText& DetailText::add(const sockaddr* address) {
  if (address == nullptr) return *this;
  if (address->sa_family == AF_INET) addIpv4(*this, address);
  if (address->sa_family == AF_INET6) addIpv6(*this, address);
  if (address->sa_family == AF_UNIX) addUnix(*this, address);
  return *this;
}

std::uint64_t DetailText::hash() const {
  constexpr std::uint64_t kFnvPrime = 0x100'0000'01b3;
  std::uint64_t hash = 0xcbf2'9ce4'8422'2325;
  for (const char c : view())
    hash = (hash ^ static_cast<unsigned char>(c)) * kFnvPrime;
  return hash | 1U;
}

}  // namespace uvscope::capture
