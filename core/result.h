// What a function that can fail returns: the value, or an Error that says what and what to do. The
// member names are std::expected's (which clang-tidy 14 cannot see), so that it can replace this.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace uvscope::core {

enum class ErrorCode {
  Usage,        // the person asked for something that does not exist or does not fit
  NotFound,     // a file, program, resource that is not there
  Exists,       // an output that is there already
  Permission,   // the system refuses
  NotASession,  // the file is something else
  Corrupt,      // a session with damage that cannot be worked around
  Unsupported,  // a newer format, a missing feature of the machine
  System,       // any other failing system or library call
};

// `message` is one line for a person: it names the thing and the remedy, the path last, no period.
struct Error {
  ErrorCode code = ErrorCode::System;
  std::string message;
};

inline Error usageError(std::string message) {
  return {ErrorCode::Usage, std::move(message)};
}

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}  // NOLINT(google-explicit-constructor)

  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  // NOLINTNEXTLINE(readability-identifier-naming): std::expected's
  [[nodiscard]] bool has_value() const { return state_.index() == 0; }

  explicit operator bool() const { return has_value(); }

  T& value() & { return std::get<0>(state_); }

  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }

  T&& value() && { return std::get<0>(std::move(state_)); }

  T& operator*() & { return value(); }

  const T& operator*() const& { return value(); }

  T&& operator*() && { return std::move(*this).value(); }

  T* operator->() { return &value(); }

  const T* operator->() const { return &value(); }

  [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }

  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;

  Result(Error error)
      : error_(std::move(error)), failed_(true) {}  // NOLINT(google-explicit-constructor)

  // NOLINTNEXTLINE(readability-identifier-naming): std::expected's
  [[nodiscard]] bool has_value() const { return !failed_; }

  explicit operator bool() const { return has_value(); }

  [[nodiscard]] const Error& error() const& { return error_; }

  Error&& error() && { return std::move(error_); }

 private:
  Error error_;
  bool failed_ = false;
};

}  // namespace uvscope::core
