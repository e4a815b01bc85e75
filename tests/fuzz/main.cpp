// fuzz_ENTRY [RUNS [SECONDS [SEED]]]: changes the entry's seeds and runs it, until so many runs or
// so long. The same seed makes the same inputs. An input that ends the process is left behind as
// crash-SEED-RUN in the working directory.
//
// fuzz_ENTRY FILE: runs that input alone. fuzz_ENTRY --seeds DIRECTORY: writes the seeds there.
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

#include "tests/fuzz/entry.h"
#include "tests/fuzz/mutator.h"

// The sanitizers end a process without a signal.
extern "C" void __sanitizer_set_death_callback(void (*callback)())  // NOLINT: their name
    __attribute__((weak));

namespace uvscope::fuzz {
namespace {

constexpr std::size_t kMostKept = 500;

// What the handler of a crash needs.
Bytes current_input;                 // NOLINT(readability-identifier-naming)
std::string current_file = "crash";  // NOLINT(readability-identifier-naming)

void leaveInput() {
  const int file = open(current_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const auto written = write(file, current_input.data(), current_input.size());
  static_cast<void>(written);
  close(file);
  std::fprintf(stderr, "fuzz: the input is in %s\n", current_file.c_str());
}

void onSignal(int signal) {
  leaveInput();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

std::optional<std::uint32_t> numberIn(const char* word) {
  std::uint32_t number = 0;
  const char* const end = word + std::strlen(word);
  const auto [stop, error] = std::from_chars(word, end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

int runFile(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const Bytes bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return run(bytes);
}

int writeSeeds(const std::string& directory) {
  int number = 0;
  for (const Bytes& bytes : seeds()) {
    std::ofstream file(directory + "/seed-" + std::to_string(number++), std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }
  return 0;
}

int runMany(std::uint32_t runs, std::uint32_t seconds, std::uint32_t seed) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  Mutator mutator(seed);
  std::vector<Bytes> pool = seeds();
  for (const Bytes& bytes : pool)
    run(bytes);
  std::uint32_t done = 0;
  for (; done < runs && std::chrono::steady_clock::now() < end; ++done) {
    current_input = mutator.next(pool);
    current_file = "crash-" + std::to_string(seed) + "-" + std::to_string(done);
    run(current_input);
    if (pool.size() < kMostKept && mutator.once(50)) pool.push_back(current_input);
  }
  std::printf("%u runs\n", done);
  return 0;
}

int runWords(const std::vector<const char*>& words) {
  if (words.size() == 2 && std::strcmp(words[0], "--seeds") == 0) return writeSeeds(words[1]);
  std::uint32_t numbers[3] = {100'000, 1, 1};  // NOLINT(modernize-avoid-c-arrays)
  for (std::size_t i = 0; i < words.size() && i < 3; ++i) {
    const auto number = numberIn(words[i]);
    if (!number) return runFile(words[i]);
    numbers[i] = *number;
  }
  std::signal(SIGABRT, onSignal);
  if (__sanitizer_set_death_callback != nullptr) {
    __sanitizer_set_death_callback(leaveInput);
  } else {
    std::signal(SIGSEGV, onSignal);
  }
  return runMany(numbers[0], numbers[1], numbers[2]);
}

}  // namespace
}  // namespace uvscope::fuzz

int main(int argc, char** argv) {
  return uvscope::fuzz::runWords({argv + 1, argv + argc});
}
