#include "core/analysis/filter.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace uvscope::core {
namespace {

std::string describe(const FilterPattern& pattern) {
  return pattern.glob ? '~' + pattern.text : pattern.text;
}

std::string describe(const FilterTerm& term) {
  std::string text = std::to_string(static_cast<int>(term.field));
  const FilterRange all;
  for (const FilterPattern& pattern : term.words)
    text += ' ' + describe(pattern);
  for (const ResourceKey& key : term.resources)
    text += " #" + std::to_string(key.context.value) + '/' + std::to_string(key.id.value);
  if (term.choices != 0) text += " choices " + std::to_string(term.choices);
  if (term.permille != 0) text += " permille " + std::to_string(term.permille);
  if (!(term.range == all)) {
    text += ' ' + (term.range.low == all.low ? "" : std::to_string(term.range.low)) + ".." +
            (term.range.high == all.high ? "" : std::to_string(term.range.high));
  }
  return text;
}

// "(a and not (b or c))", terms numbered from 0.
std::string shapeOf(const Filter& filter, std::size_t node) {
  const FilterNode& at = filter.nodes[node];
  if (at.kind == FilterNode::Kind::Term) return std::to_string(at.term);
  if (at.kind == FilterNode::Kind::Not) return "not " + shapeOf(filter, at.children.front());
  std::string text;
  for (const std::size_t child : at.children) {
    if (!text.empty()) text += at.kind == FilterNode::Kind::All ? " and " : " or ";
    text += shapeOf(filter, child);
  }
  return '(' + text + ')';
}

std::string shapeOf(std::string_view text) {
  const Result<Filter> filter = parseFilter(text);
  if (!filter) return filter.error().message;
  return shapeOf(*filter, filter->nodes.size() - 1);
}

std::string expected(FilterField field, const std::string& rest) {
  return std::to_string(static_cast<int>(field)) + (rest.empty() ? "" : ' ' + rest);
}

// What the one term of `text` is.
std::string termOf(std::string_view text) {
  const Result<Filter> filter = parseFilter(text);
  if (!filter) return filter.error().message;
  return filter->terms.size() == 1 ? describe(filter->terms.front()) : shapeOf(text);
}

TEST(FilterParser, ReadsTheTermsOfEachField) {
  using F = FilterField;

  struct Case {
    std::string_view text;
    FilterField field;
    std::string rest;
  };

  const std::vector<Case> cases = {
      {"type:TCP*", F::Type, "~TCP*"},
      {"type=Timeout", F::Type, "Timeout"},
      {"type:TCP*,PIPEWRAP", F::Type, "~TCP* PIPEWRAP"},
      {"type: Timeout", F::Type, "Timeout"},
      {R"(site:"pool.js")", F::Site, "pool.js"},
      {R"(site:"a \"b\" *")", F::Site, "a \"b\" *"},
      {"detail:127.0.0.1:80*", F::Detail, "~127.0.0.1:80*"},
      {"state:waiting", F::State, "choices 8"},
      {"state:waiting,closing", F::State, "choices 40"},
      {"kind:destroy", F::Kind, "choices 16"},
      {"reason:read", F::Reason, "choices 4"},
      {"finding:V2", F::Finding, "V2"},
      {"finding:*", F::Finding, "~*"},
      {"finding:error,B1", F::Finding, "error B1"},
      {"thread:worker1", F::Thread, "worker1"},
      {"under:#42", F::Under, "#1/42"},
      {"under.execution:#2/42", F::UnderExecution, "#2/42"},
      {"id:3,#4", F::Id, "#1/3 #1/4"},
      {"#42", F::Id, "#1/42"},
      {"alive", F::Alive, ""},
      {"alive>10s", F::Age, "10000000001.."},
      {"alive >= 1.5m", F::Age, "90000000000.."},
      {"run.p95>20ms", F::RunPercentile, "permille 950 20000001.."},
      {"run.p99.9<1us", F::RunPercentile, "permille 999 ..999"},
      {"run<=1µs", F::RunLongest, "..1000"},
      {"run.sum:0", F::RunSum, "0..0"},
      {"t:1.2s..1.5s", F::Time, "1200000000..1500000000"},
      {"t:1.2s..", F::Time, "1200000000.."},
      {"made:..1h", F::Made, "..3600000000000"},
      {"runs>10k", F::Runs, "10001.."},
      {"value<0", F::Value, "..-1"},
      {"value:-98..-1", F::Value, "-98..-1"},
      {"alive(TCPWRAP)>100", F::AliveCount, "TCPWRAP 101.."},
      {"alive( TCP*,PIPE* ) = 0", F::AliveCount, "~TCP* ~PIPE* 0..0"},
      {"diverges", F::Diverges, ""},
      {"pool", F::Text, "pool"},
      {"pool.js", F::Text, "pool.js"},
      {"TCP*", F::Text, "~TCP*"},
      {"/var/run", F::Text, "/var/run"},
      {"127.0.0.1:8080", F::Text, "127.0.0.1:8080"},
      {R"("alive")", F::Text, "alive"},
      {R"("two words")", F::Text, "two words"},
      {"käse", F::Text, "käse"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(termOf(one.text), expected(one.field, one.rest)) << one.text;
  }
}

TEST(FilterParser, JoinsTermsAsPeopleReadThem) {
  struct Case {
    std::string_view text, shape;
  };

  const std::vector<Case> cases = {
      {"", "()"},
      {"  ", "()"},
      {"a", "0"},
      {"a b c", "(0 and 1 and 2)"},
      {"a and b", "(0 and 1)"},
      {"a or b c", "(0 or (1 and 2))"},
      {"(a or b) c", "((0 or 1) and 2)"},
      {"-a", "not 0"},
      {"not a", "not 0"},
      {"-(a or b)", "not (0 or 1)"},
      {"not not a", "0"},
      {"type!=Timeout", "not 0"},
      {"type=Timeout and run>50ms", "(0 and 1)"},
      {"destroy of #1234", "(0 and 1)"},
      {"init of Timeout or destroy of TCP*", "((0 and 1) or (2 and 3))"},
      {"orange andes nothing", "(0 and 1 and 2)"},
      {"type:TCP* state:waiting alive>10s run.p95>20ms under:#42 site:\"pool.js\" "
       "-type:TickObject finding:V2 thread:worker1 t:1.2s..1.5s diverges",
       "(0 and 1 and 2 and 3 and 4 and 5 and not 6 and 7 and 8 and 9 and 10)"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(shapeOf(one.text), one.shape) << one.text;
  }
}

TEST(FilterParser, SaysWhereItFailedAndWhatItExpected) {
  struct Case {
    std::string_view text, message;
  };

  const std::vector<Case> cases = {
      {"tpye:TCP", "column 1: no field 'tpye'; did you mean 'type'?"},
      {"alive stat:waiting", "column 7: no field 'stat'; did you mean 'state'?"},
      {"ä stat:waiting", "column 3: no field 'stat'; did you mean 'state'?"},
      {"run.p101>1s", "column 1: no field 'run.p101'; did you mean"},
      {"server.c:42", "column 1: no field 'server.c'; expected one of type, detail, site"},
      {"state:wating", "column 7: no state 'wating'; did you mean 'waiting'?"},
      {"state:x", "column 7: no state 'x'; expected one of unborn, created"},
      {"state:", "column 7: expected one of unborn, created"},
      {"kind:distroy", "column 6: no kind 'distroy'; did you mean 'destroy'?"},
      {"alive>10", "column 7: '10' is none: expected a time with its unit"},
      {"alive>", "column 7: expected a time with its unit"},
      {"runs>many", "column 6: 'many' is none: expected a number"},
      {"value:1.5", "column 7: '1.5' is none: expected a whole number"},
      {"t:2s..1s", "column 3: the range ends before it begins"},
      {"t:..", "column 3: expected a number beside '..'"},
      {"t>1s..2s", "column 3: a range is compared by"},
      {"t:1s..2x", "column 7: '2x' is none: expected a time"},
      {"type>TCP", "column 1: 'type' is no number: expected ':', '=' or '!='"},
      {"diverges:yes", "column 1: 'diverges' stands by itself"},
      {"under:42x", "column 7: '42x' is no resource; expected an id like #42"},
      {"#", "column 1: '#' is no resource; expected an id like #42"},
      {"finding:bad", "column 9: no finding 'bad'; expected a code like V2"},
      {"count(TCP)>1", "column 1: no function 'count', only alive(TYPE)"},
      {"alive(TCP", "column 10: expected ')' after the type"},
      {"alive(TCP)", "column 11: expected a comparison"},
      {"(a", "column 1: expected ')' for this '('"},
      {"a)", "column 2: expected the end, or 'or', before ')'"},
      {"()", "column 2: expected a field, a word or '(' before ')'"},
      {"a or", "column 5: expected a field, a word or '('; the filter ends here"},
      {"or a", "column 1: expected a field, a word or '(' before 'or'"},
      {"- a", "column 2: expected what '-' is to leave out"},
      {"\"a", "column 1: expected a second '\"' for this one"},
      {"a\"b\"", "column 2: expected a blank; put the whole text in quotes"},
      {"type:,a", "column 6: expected a word or a text in quotes"},
      {"destroy of", "column 11: expected a word"},
      {"a \x01", "column 3: a filter has no control characters"},
  };
  for (const Case& one : cases) {
    const Result<Filter> filter = parseFilter(one.text);
    ASSERT_FALSE(filter) << one.text;
    EXPECT_TRUE(filter.error().message.starts_with(one.message)) << one.text << "\n"
                                                                 << filter.error().message;
  }
}

TEST(FilterParser, BoundsWhatAHostileTextMayAskFor) {
  EXPECT_TRUE(parseFilter(std::string(32, '(') + 'a' + std::string(32, ')')));
  EXPECT_FALSE(parseFilter(std::string(33, '(') + 'a' + std::string(33, ')')));
  EXPECT_FALSE(parseFilter(std::string(4000, '(')));
  EXPECT_TRUE(parseFilter(std::string(4000, '-') + 'a'));
  EXPECT_FALSE(parseFilter(std::string(4097, 'a')));
  std::string many;
  for (int i = 0; i < 257; ++i)
    many += "a ";
  EXPECT_FALSE(parseFilter(many));
  EXPECT_TRUE(parseFilter(many.substr(2)));
  EXPECT_FALSE(parseFilter("run>99999999999999999999s"));
  EXPECT_FALSE(parseFilter("value:99999999999999999999"));
}

TEST(Filter, JoinsWithAnother) {
  const Filter a = *parseFilter("a or b");
  const Filter b = *parseFilter("-c");
  const Filter both = joined(a, b);
  EXPECT_EQ(shapeOf(both, both.nodes.size() - 1), "((0 or 1) and not 2)");
  EXPECT_EQ(both.terms.back().words.front().text, "c");
  const Filter nothing = *parseFilter("");
  EXPECT_EQ(joined(nothing, b).nodes.size(), b.nodes.size());
  EXPECT_EQ(joined(a, nothing).nodes.size(), a.nodes.size());
}

TEST(FilterParser, ComparesAtTheEdgeOfTheNumbers) {
  const Result<Filter> none = parseFilter("value<-9223372036854775808");
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->terms.front().range.contains(std::numeric_limits<std::int64_t>::min()));
  const Result<Filter> all = parseFilter("runs>=0");
  ASSERT_TRUE(all);
  EXPECT_TRUE(all->terms.front().range.contains(std::numeric_limits<std::uint64_t>::max()));
}

TEST(FilterPattern, MatchesWithoutRegardToCase) {
  struct Case {
    FilterPattern pattern;
    std::string_view word;
    bool whole, part;
  };

  const std::vector<Case> cases = {
      {{"TCPWRAP", false}, "tcpwrap", true, true},
      {{"TCP", false}, "TCPWRAP", false, true},
      {{"TCP*", true}, "tcpwrap", true, true},
      {{"*P?R*", true}, "TIPIRA", true, true},
      {{"*P?R", true}, "TCPWRAP", false, true},
      {{"P?R", true}, "TCPWRAP", false, true},
      {{"P?A", true}, "TCPWRAP", false, false},
      {{"W?A", true}, "TCPWRAP", false, true},
      {{"a*b", false}, "a*b", true, true},
      {{"a*b", false}, "axb", false, false},
      {{"", false}, "a", false, true},
      {{"*", true}, "", true, true},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(one.pattern.matchesWhole(one.word), one.whole) << one.pattern.text;
    EXPECT_EQ(one.pattern.matchesPart(one.word), one.part) << one.pattern.text;
  }
}

TEST(FilterPattern, IsQuickWhereBacktrackingWouldNotEnd) {
  std::string stars;
  for (int i = 0; i < 1000; ++i)
    stars += "a*";
  EXPECT_FALSE((FilterPattern{stars + 'b', true}.matchesWhole(std::string(3000, 'a'))));
}

}  // namespace
}  // namespace uvscope::core
