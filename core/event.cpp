#include "core/event.h"

namespace uvscope::core {

std::string_view eventKindName(EventKind kind) {
  switch (kind) {
#define UVSCOPE_X(number, name, text) \
  case EventKind::name:               \
    return text;
    UVSCOPE_EVENT_KINDS(UVSCOPE_X)
#undef UVSCOPE_X
  }
  return {};
}

std::string_view callbackReasonName(CallbackReason reason) {
  switch (reason) {
    case CallbackReason::None:
      return {};
    case CallbackReason::Callback:
      return "callback";
    case CallbackReason::Read:
      return "read";
    case CallbackReason::Connection:
      return "connection";
    case CallbackReason::Close:
      return "close";
    case CallbackReason::Exit:
      return "exit";
    case CallbackReason::Signal:
      return "signal";
    case CallbackReason::Change:
      return "change";
  }
  return {};
}

}  // namespace uvscope::core
