// Words in the place of what is not to be told: the same text has the same one, "path-1".
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace uvscope::storage {

enum class Secret : std::uint8_t { Path, Address, Argument, Thread };
inline constexpr std::size_t kSecrets = 4;

// Which kinds stay as they are.
struct KeptSecrets {
  std::array<bool, kSecrets> kept{};

  [[nodiscard]] bool has(Secret kind) const { return kept[static_cast<std::size_t>(kind)]; }

  void keep(Secret kind) { kept[static_cast<std::size_t>(kind)] = true; }
};

class Placeholders {
 public:
  explicit Placeholders(KeptSecrets kept) : kept_(kept) {}

  // Empty for an empty text.
  std::string of(Secret kind, std::string_view text);

  // A command line or a part of one: each word is a path, an address or an argument.
  std::string ofCommand(std::string_view words);

  // A detail as recorders write them: of "127.0.0.1:80 from 10.0.0.1:5123, fd 7" the hosts are
  // replaced, of "timeout 10 ms" nothing. A word that is not known for harmless is replaced.
  std::string ofDetail(std::string_view detail);

 private:
  std::string ofWord(std::string_view word);
  std::string ofAddress(std::string_view address);

  KeptSecrets kept_;
  // By a hash of the text: a session may have very many of them.
  std::array<std::unordered_map<std::uint64_t, std::uint64_t>, kSecrets> numbers_;
};

}  // namespace uvscope::storage
