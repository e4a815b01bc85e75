// The types of resource that uvscope itself makes or records, under Node's provider names; libuv
// kinds that Node has no name for follow the pattern (rule 48).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace uvscope::core {

// A type of resource. Providers have the fixed numbers below; types that a program names itself
// (AsyncResource) are numbered from kFirstUserType within a session.
struct TypeId {
  std::uint16_t value = 0;
  friend auto operator<=>(TypeId, TypeId) = default;
};

inline constexpr TypeId kFirstUserType{256};

// Written to rings and session files: append only, never renumber.
// X(number, Enumerator, "NAME", family)
#define UVSCOPE_PROVIDERS(X)                           \
  X(1, TcpServer, "TCPSERVERWRAP", Network)            \
  X(2, Tcp, "TCPWRAP", Network)                        \
  X(3, TcpConnect, "TCPCONNECTWRAP", Network)          \
  X(4, PipeServer, "PIPESERVERWRAP", Network)          \
  X(5, Pipe, "PIPEWRAP", Network)                      \
  X(6, PipeConnect, "PIPECONNECTWRAP", Network)        \
  X(7, Udp, "UDPWRAP", Network)                        \
  X(8, UdpSend, "UDPSENDWRAP", Network)                \
  X(9, Tty, "TTYWRAP", Network)                        \
  X(10, Write, "WRITEWRAP", Network)                   \
  X(11, Shutdown, "SHUTDOWNWRAP", Network)             \
  X(12, Poll, "POLLWRAP", Network)                     \
  X(13, GetAddrInfo, "GETADDRINFOREQWRAP", Network)    \
  X(14, GetNameInfo, "GETNAMEINFOREQWRAP", Network)    \
  X(20, FsReq, "FSREQCALLBACK", File)                  \
  X(21, FsEvent, "FSEVENTWRAP", File)                  \
  X(22, StatWatcher, "STATWATCHER", File)              \
  X(30, Timer, "TIMERWRAP", Timer)                     \
  X(31, Timeout, "Timeout", Timer)                     \
  X(32, Immediate, "Immediate", Timer)                 \
  X(40, Process, "PROCESSWRAP", Process)               \
  X(41, Signal, "SIGNALWRAP", Process)                 \
  X(50, Promise, "PROMISE", Promise)                   \
  X(51, TickObject, "TickObject", Promise)             \
  X(52, Microtask, "Microtask", Promise)               \
  X(60, Work, "WORKREQWRAP", ThreadPool)               \
  X(61, RandomBytes, "RANDOMBYTESREQUEST", ThreadPool) \
  X(70, Idle, "IDLEWRAP", Loop)                        \
  X(71, Prepare, "PREPAREWRAP", Loop)                  \
  X(72, Check, "CHECKWRAP", Loop)                      \
  X(73, Async, "ASYNCWRAP", Loop)

// How views group and colour types.
enum class TypeFamily : std::uint8_t {
  Network,
  File,
  Timer,
  Process,
  Promise,
  ThreadPool,
  Loop,
  User
};

enum class Provider : std::uint16_t {
// NOLINTNEXTLINE(bugprone-macro-parentheses): an enumerator takes none
#define UVSCOPE_X(number, name, text, family) name = number,
  UVSCOPE_PROVIDERS(UVSCOPE_X)
#undef UVSCOPE_X
};

constexpr TypeId typeOf(Provider provider) {
  return TypeId{static_cast<std::uint16_t>(provider)};
}

struct ProviderInfo {
  Provider provider;
  std::string_view name;
  TypeFamily family;
};

// Every provider, in order of number: async_hooks.asyncWrapProviders.
std::span<const ProviderInfo> asyncWrapProviders();

// The name of a provider's type; empty for a user type or an unknown number.
std::string_view providerName(TypeId type);

// User for every type that is no provider.
TypeFamily familyOf(TypeId type);

}  // namespace uvscope::core
