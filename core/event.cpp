#include "core/event.h"

namespace uvscope::core {

std::string_view eventKindName(EventKind kind) {
  switch (kind) {
    case EventKind::Init:
      return "init";
    case EventKind::Before:
      return "before";
    case EventKind::After:
      return "after";
    case EventKind::Destroy:
      return "destroy";
    case EventKind::PromiseResolve:
      return "resolve";
    case EventKind::Closing:
      return "closing";
    case EventKind::Ref:
      return "ref";
    case EventKind::Unref:
      return "unref";
    case EventKind::Retype:
      return "retype";
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
