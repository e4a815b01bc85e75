// A client that the program's hooks do not see: plain sockets in a thread of its own.
#pragma once

#include <thread>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace example {

// Connects to a port of this machine and reads until the other end closes.
inline std::jthread outsideClient(int port) {
  return std::jthread([port] {
    const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<in_port_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
      char byte = 0;
      while (read(connection, &byte, 1) > 0) {
      }
    }
    close(connection);
  });
}

}  // namespace example
