#include "tests/testing/graph_text.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

namespace uvscope::testing {
namespace {

using core::AsyncId;
using core::CallbackReason;
using core::Event;
using core::EventKind;
using core::ResourceKey;
using core::TypeId;

[[noreturn]] void refuse(std::string_view what) {
  throw std::invalid_argument("graph text: " + std::string(what));
}

std::uint64_t parseNumber(std::string_view text) {
  if (text.empty() ||
      !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    refuse("no number: " + std::string(text));
  }
  return std::stoull(std::string(text));
}

std::uint64_t parseDuration(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  static const std::map<std::string_view, std::uint64_t> kUnits = {
      {"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}};
  const auto unit = kUnits.find(text.substr(digits));
  if (unit == kUnits.end()) refuse("no unit of time: " + std::string(text));
  return parseNumber(text.substr(0, digits)) * unit->second;
}

std::vector<std::string> wordsOf(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;)
    words.push_back(word);
  return words;
}

EventKind kindNamed(std::string_view name) {
  for (auto kind = static_cast<std::uint8_t>(EventKind::Init);
       kind <= static_cast<std::uint8_t>(core::kLastEventKind); ++kind) {
    if (core::eventKindName(static_cast<EventKind>(kind)) == name)
      return static_cast<EventKind>(kind);
  }
  refuse("no kind of event: " + std::string(name));
}

CallbackReason reasonNamed(std::string_view name) {
  for (std::uint8_t reason = 1; reason <= static_cast<std::uint8_t>(core::kLastCallbackReason);
       ++reason) {
    if (core::callbackReasonName(static_cast<CallbackReason>(reason)) == name) {
      return static_cast<CallbackReason>(reason);
    }
  }
  refuse("no reason of a callback: " + std::string(name));
}

class Parser {
 public:
  void line(const std::string& text) {
    const std::vector<std::string> words = wordsOf(text);
    if (words.empty() || words[0][0] == '#') return;
    if (words[0][0] == '+') {
      now_ += parseDuration(std::string_view(words[0]).substr(1));
    } else if (words.size() < 2) {
      refuse(text);
    } else if (words[0] == "detail") {
      graph_.details.push_back(
          {parseKey(words[1]), restAfter(text, words[1]), graph_.events.size()});
    } else if (words[0] == "dropped") {
      graph_.drops.push_back({core::ContextId{static_cast<std::uint32_t>(parseNumber(words[1]))},
                              parseNumber(words.at(2)), graph_.events.size()});
    } else {
      event(words);
    }
  }

  GraphText take() && { return std::move(graph_); }

 private:
  static std::string restAfter(const std::string& line, const std::string& word) {
    const std::size_t at = line.find(word) + word.size();
    const std::size_t text = line.find_first_not_of(' ', at);
    return text == std::string::npos ? "" : line.substr(text);
  }

  void event(const std::vector<std::string>& words) {
    Event event;
    event.kind = kindNamed(words[0]);
    const ResourceKey key = parseKey(words[1]);
    event.id = key.id;
    event.context = key.context;
    event.ts_ns = now_ += 1'000;
    std::vector<AsyncId>& stack = stacks_[key.context];
    if (event.kind == EventKind::Init) {
      initFields(event, words, stack.empty() ? core::kBootstrapId : stack.back());
    } else if (event.kind == EventKind::Before) {
      event.reason = words.size() > 2 ? reasonNamed(words[2]) : CallbackReason::Callback;
      event.value = words.size() > 3 ? std::stoll(words[3]) : 0;
      stack.push_back(key.id);
    } else if (event.kind == EventKind::After && !stack.empty()) {
      stack.pop_back();
    } else if (event.kind == EventKind::Retype) {
      event.type = typeNamed(words.at(2));
    }
    graph_.events.push_back(event);
  }

  void initFields(Event& event, const std::vector<std::string>& words, AsyncId running) {
    event.type = typeNamed(words.at(2));
    event.execution = running;
    std::string trigger;
    for (std::size_t i = 3; i < words.size(); ++i) {
      if (words[i][0] == '@') {
        event.execution.value = parseNumber(std::string_view(words[i]).substr(1));
      } else if (words[i][0] == '<') {
        trigger = words[i].substr(1);
      } else {
        refuse("no parent: " + words[i]);
      }
    }
    event.trigger = trigger.empty() ? event.execution : AsyncId{parseNumber(trigger)};
  }

  TypeId typeNamed(const std::string& name) {
    for (const core::ProviderInfo& info : core::asyncWrapProviders()) {
      if (info.name == name) return core::typeOf(info.provider);
    }
    auto& types = graph_.user_types;
    auto found = std::find(types.begin(), types.end(), name);
    if (found == types.end()) found = types.insert(types.end(), name);
    return TypeId{static_cast<std::uint16_t>(core::kFirstUserType.value + (found - types.begin()))};
  }

  GraphText graph_;
  std::map<core::ContextId, std::vector<AsyncId>> stacks_;
  std::uint64_t now_ = 0;
};

}  // namespace

core::ResourceKey parseKey(std::string_view text) {
  ResourceKey key{core::ContextId{1}, {}};
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    key.context.value = static_cast<std::uint32_t>(parseNumber(text.substr(0, colon)));
    text.remove_prefix(colon + 1);
  }
  key.id.value = parseNumber(text);
  return key;
}

GraphText parseGraph(std::string_view text) {
  Parser parser;
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);)
    parser.line(line);
  return std::move(parser).take();
}

void GraphText::feed(core::EventSink& sink) const {
  sink.onProcess({core::ProcessId{1}, 100, 1, "/bin/graph", {"graph"}, 0});
  std::set<core::ContextId> contexts = {core::ContextId{1}};
  for (const Event& event : events)
    contexts.insert(event.context);
  for (const core::ContextId context : contexts) {
    sink.onContext({context, core::ProcessId{1}, static_cast<std::int32_t>(99 + context.value),
                    context.value == 1 ? "main" : "worker"});
  }
  for (std::size_t i = 0; i < user_types.size(); ++i) {
    sink.onType(TypeId{static_cast<std::uint16_t>(core::kFirstUserType.value + i)}, user_types[i]);
  }
  for (std::size_t done = 0;; ++done) {
    for (const Drop& drop : drops) {
      if (drop.after_events == done) sink.onDropped(drop.context, drop.count);
    }
    for (const Detail& detail : details) {
      if (detail.after_events == done) sink.onDetail(detail.key, detail.text);
    }
    if (done == events.size()) break;
    sink.onEvents({&events[done], 1});
  }
}

}  // namespace uvscope::testing
