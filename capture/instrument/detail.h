// What a person recognises a resource by, in words.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <string_view>

#include <uv.h>

namespace uvscope::capture {

// A short text in a buffer of its own; what does not fit is cut.
class DetailText {
 public:
  template <class... Parts>
  explicit DetailText(const Parts&... parts) {
    (add(parts), ...);
  }

  DetailText& add(std::string_view text);

  DetailText& add(std::integral auto number) {
    return addNumber(static_cast<std::int64_t>(number));
  }

  // "127.0.0.1:80", "[::1]:80", "/run/socket", "@abstract"; null adds nothing.
  DetailText& add(const sockaddr* address);

  [[nodiscard]] std::string_view view() const { return {buffer_.data(), size_}; }

  [[nodiscard]] bool empty() const { return size_ == 0; }

  // Of the text; never 0.
  [[nodiscard]] std::uint64_t hash() const;

 private:
  DetailText& addNumber(std::int64_t number);

  static constexpr std::size_t kCapacity = 400;
  std::array<char, kCapacity> buffer_;
  std::size_t size_ = 0;
};

}  // namespace uvscope::capture
