#include "core/analysis/resource_class.h"

namespace uvscope::core {

ResourceClass classOf(TypeId type) {
  switch (static_cast<Provider>(type.value)) {
    case Provider::TcpServer:
    case Provider::Tcp:
    case Provider::PipeServer:
    case Provider::Pipe:
    case Provider::Udp:
    case Provider::Tty:
    case Provider::Poll:
    case Provider::FsEvent:
    case Provider::StatWatcher:
    case Provider::Timer:
    case Provider::Timeout:
    case Provider::Process:
    case Provider::Signal:
    case Provider::Idle:
    case Provider::Prepare:
    case Provider::Check:
    case Provider::Async:
      return ResourceClass::ExplicitClose;
    case Provider::TcpConnect:
    case Provider::PipeConnect:
    case Provider::UdpSend:
    case Provider::Write:
    case Provider::Shutdown:
    case Provider::GetAddrInfo:
    case Provider::GetNameInfo:
    case Provider::FsReq:
    case Provider::Work:
    case Provider::RandomBytes:
    case Provider::Immediate:
    case Provider::TickObject:
    case Provider::Microtask:
      return ResourceClass::OneShot;
    case Provider::Promise:
      break;
  }
  return ResourceClass::Collected;
}

bool isUvHandle(TypeId type) {
  return classOf(type) == ResourceClass::ExplicitClose && type != typeOf(Provider::Timeout);
}

}  // namespace uvscope::core
