#include "tests/oracle/canonical.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>

namespace uvscope::oracle {
namespace {

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);)
    parts.push_back(part);
  return parts;
}

std::optional<std::string> argumentOf(const std::string& rule, std::string_view verb) {
  if (!rule.starts_with(verb)) return std::nullopt;
  return trimmed(std::string_view(rule).substr(verb.size()));
}

// "init 5 TCPWRAP trigger=2 exec=0", perhaps with a tag "first:" before it.
struct Line {
  std::string text;
  std::string event;  // without its tag; "note" and others as well
  std::string id;     // of the four events
  std::string type;   // of init
};

Line parse(const std::string& text) {
  Line line{.text = text, .event = {}, .id = {}, .type = {}};
  std::istringstream words(text);
  words >> line.event;
  if (const auto colon = line.event.find(':'); colon != std::string::npos) {
    line.event.erase(0, colon + 1);
  }
  static const std::set<std::string> kEvents{"init", "before", "after", "destroy", "resolve"};
  if (!kEvents.contains(line.event)) return line;
  words >> line.id;
  if (line.event == "init") words >> line.type;
  return line;
}

std::vector<Line> linesOf(const std::string& trace) {
  std::vector<Line> lines;
  for (const std::string& text : split(trace, '\n')) {
    if (!text.empty()) lines.push_back(parse(text));
  }
  return lines;
}

void replaceWord(std::string& text, const std::string& word, const std::string& other) {
  const auto place = text.find(' ' + word + ' ');
  if (place != std::string::npos) text.replace(place + 1, word.size(), other);
}

// Whether `text` is `pattern`, whose stars stand for anything.
bool matches(std::string_view text, std::string_view pattern) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return text == pattern;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t i = star; i <= text.size(); ++i) {
    if (matches(text.substr(i), rest)) return true;
  }
  return false;
}

std::map<std::string, std::string> typesOf(const std::vector<Line>& lines) {
  std::map<std::string, std::string> types;
  for (const Line& line : lines) {
    if (line.event == "init") types[line.id] = line.type;
  }
  return types;
}

void leaveOutType(std::vector<Line>& lines, const std::string& type) {
  const auto types = typesOf(lines);
  std::erase_if(lines, [&](const Line& line) {
    const auto found = types.find(line.id);
    return found != types.end() && found->second == type;
  });
}

void leaveOutDestroys(std::vector<Line>& lines, const std::string& type) {
  const auto types = typesOf(lines);
  std::erase_if(lines, [&](const Line& line) {
    const auto found = types.find(line.id);
    return line.event == "destroy" && found != types.end() && found->second == type;
  });
}

void renameType(std::vector<Line>& lines, const std::string& from, const std::string& to) {
  for (Line& line : lines) {
    if (line.type != from) continue;
    replaceWord(line.text, from, to);
    line.type = to;
  }
}

std::pair<std::string, std::string> sides(const std::string& equation) {
  const auto place = equation.find(" = ");
  return {trimmed(equation.substr(0, place)), trimmed(equation.substr(place + 3))};
}

// "init C T trigger=S exec=0", "before S"  becomes  "before S", "init C T trigger=S exec=S".
void moveIntoConnectionCallback(std::vector<Line>& lines) {
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    Line& made = lines[i];
    if (made.event != "init" || !made.text.ends_with(" exec=0")) continue;
    if (lines[i + 1].event != "before") continue;
    made.text.replace(made.text.size() - 1, 1, lines[i + 1].id);
    std::swap(made, lines[i + 1]);
  }
}

// The numbers behind the five events, trigger=, exec=, executionAsyncId= and triggerAsyncId=.
std::string renumbered(const std::vector<Line>& lines) {
  std::map<std::string, std::string> numbers{{"0", "0"}, {"1", "1"}, {"-1", "-1"}};
  const auto numberOf = [&numbers](const std::string& id) {
    return numbers.try_emplace(id, std::to_string(numbers.size() - 1)).first->second;
  };
  std::string text;
  for (const Line& line : lines) {
    std::vector<std::string> words = split(line.text, ' ');
    for (std::size_t i = 0; i < words.size(); ++i) {
      std::string& word = words[i];
      const auto equals = word.find('=');
      static const std::set<std::string> kNames{"trigger", "exec", "executionAsyncId",
                                                "triggerAsyncId"};
      const bool number = equals != std::string::npos &&
                          word.find_first_not_of("0123456789", equals + 1) == std::string::npos &&
                          equals + 1 < word.size();
      if (i == 1 && !line.id.empty()) {
        word = numberOf(word);
      } else if (number && kNames.contains(word.substr(0, equals))) {
        word = word.substr(0, equals + 1) + numberOf(word.substr(equals + 1));
      }
      text += (i == 0 ? "" : " ") + word;
    }
    text += '\n';
  }
  return text;
}

void applyTypeRules(std::vector<Line>& lines, const std::vector<std::string>& rules) {
  for (const std::string& rule : rules) {
    if (const auto type = argumentOf(rule, "without type ")) leaveOutType(lines, *type);
    if (const auto type = argumentOf(rule, "without destroy of ")) leaveOutDestroys(lines, *type);
  }
}

}  // namespace

std::vector<MappingRow> readMapping(const std::filesystem::path& file) {
  std::vector<MappingRow> rows;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string> cells = split(line, '|');
    if (cells.size() != 3) {
      rows.push_back({"?", line, "a row has three cells"});
      continue;
    }
    rows.push_back({trimmed(cells[0]), trimmed(cells[1]), trimmed(cells[2])});
  }
  return rows;
}

std::vector<std::string> rulesFor(const std::vector<MappingRow>& mapping,
                                  const std::string& scenario) {
  std::vector<std::string> rules;
  for (const MappingRow& row : mapping) {
    if (row.scenario == "*" || row.scenario == scenario) rules.push_back(row.rule);
  }
  return rules;
}

std::string canonicalExpected(const std::string& trace, const std::vector<std::string>& rules) {
  std::vector<Line> lines = linesOf(trace);
  for (const std::string& rule : rules) {
    if (const auto pattern = argumentOf(rule, "without line ")) {
      std::erase_if(lines, [&](const Line& line) { return matches(line.text, *pattern); });
    } else if (const auto equation = argumentOf(rule, "type ")) {
      const auto [from, to] = sides(*equation);
      renameType(lines, from, to);
    } else if (const auto other = argumentOf(rule, "line ")) {
      const auto [from, to] = sides(*other);
      for (Line& line : lines) {
        if (line.text == from) line = parse(to);
      }
    } else if (rule == "accepted") {
      moveIntoConnectionCallback(lines);
    }
  }
  applyTypeRules(lines, rules);
  return renumbered(lines);
}

std::string canonicalActual(const std::string& trace, const std::vector<std::string>& rules) {
  std::vector<Line> lines = linesOf(trace);
  applyTypeRules(lines, rules);
  return renumbered(lines);
}

}  // namespace uvscope::oracle
