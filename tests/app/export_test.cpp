// What other tools get: each output is read by a reader that is not ours.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "tests/app/run_uvscope.h"
#include "tests/app/session_from_text.h"

namespace uvscope::testing {
namespace {

using nlohmann::json;

constexpr std::string_view kExportedServer = R"(
init 2 TCPSERVERWRAP <1 @1
detail 2 "quoted" \ and <odd>
before 2 connection
init 3 TCPWRAP <2 @2
after 2
+20ms
before 3 read 64
init 4 WRITEWRAP <3 @3
init 5 TIMERWRAP <2 @3
+30ms
after 3
before 4
after 4
destroy 4
+2s
before 5
init 6 IDLEWRAP
)";

std::string exported(const SessionFromText& session, std::vector<std::string> words) {
  std::vector<std::string> all{"export", session.path(), "-o", "-", "--format"};
  all.insert(all.end(), words.begin(), words.end());
  const Outcome outcome = runUvscope(std::move(all));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  return outcome.out;
}

std::vector<std::string> linesOf(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

// Trace events of a phase, "name@ts".
std::vector<std::string> ofPhase(const json& trace, const std::string& phase) {
  std::vector<std::string> found;
  for (const json& event : trace["traceEvents"]) {
    if (event["ph"] != phase) continue;
    found.push_back(event.value("name", "") + "@" + event.value("ts", json(0)).dump());
  }
  return found;
}

using Texts = std::vector<std::string>;

TEST(ChromeExport, HasSlicesLifetimesAndTheWayFromMakerToMade) {
  const SessionFromText session(kExportedServer);
  const json trace = json::parse(exported(session, {"chrome"}));
  EXPECT_EQ(ofPhase(trace, "M").size(), 2U);
  const Texts begins = ofPhase(trace, "B");
  ASSERT_EQ(begins.size(), 4U);
  EXPECT_TRUE(begins[0].starts_with("TCPSERVERWRAP connection@")) << begins[0];
  EXPECT_TRUE(begins[1].starts_with("TCPWRAP read@")) << begins[1];
  EXPECT_EQ(ofPhase(trace, "E").size(), 3U) << "the last one runs on";
  EXPECT_EQ(ofPhase(trace, "b").size(), 5U);
  EXPECT_EQ(ofPhase(trace, "e").size(), 1U);
  EXPECT_EQ(ofPhase(trace, "s").size(), 3U) << "to 3, 4 and 5; none to 6, which has no callback";
  EXPECT_EQ(ofPhase(trace, "f").size(), 3U);
}

TEST(ChromeExport, EndsEveryArrowThatItBeginsAndNestsSlices) {
  const SessionFromText session(kExportedServer);
  for (const Texts& options :
       {Texts{}, Texts{"--filter", "type:TCP*"}, Texts{"--filter", "-type:TCP*"},
        Texts{"--from", "10us", "--to", "1s"}, Texts{"--from", "30ms"}, Texts{"--to", "5us"}}) {
    Texts words{"chrome"};
    words.insert(words.end(), options.begin(), options.end());
    const json trace = json::parse(exported(session, words));
    std::multiset<std::string> starts, ends;
    int depth = 0;
    for (const json& event : trace["traceEvents"]) {
      EXPECT_TRUE(event["pid"].is_number());
      EXPECT_TRUE(event["tid"].is_number());
      if (event["ph"] == "s") starts.insert(event["id"]);
      if (event["ph"] == "f") ends.insert(event["id"]);
      if (event["ph"] == "B") ++depth;
      if (event["ph"] == "E") --depth;
      EXPECT_GE(depth, 0);
    }
    EXPECT_EQ(starts, ends) << trace.dump(1);
  }
}

TEST(ChromeExport, ShowsInARangeWhatBeganBeforeIt) {
  const SessionFromText session(kExportedServer);
  const json trace = json::parse(exported(session, {"chrome", "--from", "1s"}));
  const Texts begins = ofPhase(trace, "B");
  ASSERT_EQ(begins.size(), 1U);
  EXPECT_TRUE(begins[0].starts_with("TIMERWRAP@")) << begins[0];
  EXPECT_EQ(ofPhase(trace, "b").size(), 4U) << "three alive at its begin";
}

TEST(JsonLinesExport, HasEveryEventWhole) {
  const SessionFromText session(kExportedServer);
  const Texts lines = linesOf(exported(session, {"jsonl"}));
  ASSERT_EQ(lines.size(), 13U);
  const json third = json::parse(lines[2]);
  EXPECT_EQ(third["kind"], "init");
  EXPECT_EQ(third["type"], "TCPWRAP");
  EXPECT_EQ(third["trigger"], 2);
  EXPECT_EQ(third["execution"], 2);
  EXPECT_EQ(linesOf(exported(session, {"jsonl", "--filter", "kind:init"})).size(), 5U);
  EXPECT_EQ(linesOf(exported(session, {"jsonl", "--from", "1s"})).size(), 2U);
  EXPECT_EQ(linesOf(exported(session, {"jsonl", "--under", "3"})).size(), 7U);
  EXPECT_EQ(linesOf(exported(session, {"jsonl", "--what", "resources"})).size(), 5U);
}

// Fields of a line as RFC 4180 has them.
std::size_t csvFields(const std::string& line) {
  std::size_t fields = 1;
  bool quoted = false;
  for (const char letter : line) {
    if (letter == '"') quoted = !quoted;
    if (letter == ',' && !quoted) ++fields;
  }
  EXPECT_FALSE(quoted) << line;
  return fields;
}

TEST(CsvExport, HasAsManyFieldsInEveryLine) {
  const SessionFromText session(kExportedServer);
  for (const char* what : {"events", "resources"}) {
    const Texts lines = linesOf(exported(session, {"csv", "--what", what}));
    ASSERT_GT(lines.size(), 4U);
    for (const std::string& line : lines)
      EXPECT_EQ(csvFields(line), csvFields(lines.front())) << line;
  }
}

// Statements of the little of Dot's grammar that is used; empty: `line` is none of them.
std::string dotStatement(const std::string& line) {
  static const std::string kString = R"("(?:[^"\\]|\\.)*")";
  static const std::string kAttributes =
      R"((?: \[[a-z]+=(?:\w+|)" + kString + R"()(?:, [a-z]+=(?:\w+|)" + kString + R"())*\])?)";
  if (std::regex_match(line, std::regex("  [a-z]+=(\\w+|" + kString + ");"))) return "set";
  if (std::regex_match(line, std::regex(R"(  \w+)" + kAttributes + ";"))) return "node";
  if (std::regex_match(line, std::regex(R"(  \w+ -> \w+)" + kAttributes + ";"))) return "edge";
  return {};
}

std::map<std::string, int> dotStatements(const std::string& text) {
  const Texts lines = linesOf(text);
  EXPECT_EQ(lines.front(), "digraph uvscope {");
  EXPECT_EQ(lines.back(), "}");
  std::map<std::string, int> counts;
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    const std::string statement = dotStatement(lines[i]);
    EXPECT_NE(statement, "") << lines[i];
    ++counts[statement];
  }
  return counts;
}

TEST(DotExport, IsAGraphOfEachParent) {
  const SessionFromText session(kExportedServer);
  const std::string graph = exported(session, {"dot"});
  EXPECT_EQ(dotStatements(graph)["edge"], 5);
  EXPECT_NE(graph.find("r1_2 -> r1_5"), std::string::npos) << graph;
  EXPECT_NE(graph.find(R"(\"quoted\" \\ and)"), std::string::npos) << graph;
  EXPECT_NE(graph.find("r1_1 [label=\"main program 1\", color=gray]"), std::string::npos) << graph;
  EXPECT_EQ(dotStatements(graph)["node"], 7) << "a line each, the main program, the defaults";
  const std::string by_execution = exported(session, {"dot", "--by", "execution"});
  EXPECT_NE(by_execution.find("r1_3 -> r1_5"), std::string::npos) << by_execution;
  EXPECT_EQ(dotStatements(exported(session, {"dot", "--under", "3"}))["edge"], 2);
}

TEST(DotExport, SaysWhereItIsCut) {
  const SessionFromText session(kExportedServer);
  const Outcome outcome =
      runUvscope({"export", session.path(), "--format", "dot", "-o", "-", "--limit", "2"});
  EXPECT_EQ(dotStatements(outcome.out)["edge"], 2);
  EXPECT_NE(outcome.out.find("cut after 2 resources"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.err.find("cut after 2 resources"), std::string::npos) << outcome.err;
}

// Names of opentelemetry/proto/trace/v1/trace.proto and what it includes, in lowerCamelCase, that
// an object of each message may have.
const std::map<std::string, std::set<std::string>>& otlpFields() {
  static const std::map<std::string, std::set<std::string>> kFields{
      {"TracesData", {"resourceSpans"}},
      {"ResourceSpans", {"resource", "scopeSpans", "schemaUrl"}},
      {"Resource", {"attributes", "droppedAttributesCount"}},
      {"ScopeSpans", {"scope", "spans", "schemaUrl"}},
      {"InstrumentationScope", {"name", "version", "attributes", "droppedAttributesCount"}},
      {"Span",
       {"traceId", "spanId", "traceState", "parentSpanId", "flags", "name", "kind",
        "startTimeUnixNano", "endTimeUnixNano", "attributes", "droppedAttributesCount", "events",
        "droppedEventsCount", "links", "droppedLinksCount", "status"}},
      {"Event", {"timeUnixNano", "name", "attributes", "droppedAttributesCount"}},
      {"Link",
       {"traceId", "spanId", "traceState", "attributes", "droppedAttributesCount", "flags"}},
      {"KeyValue", {"key", "value"}},
      {"AnyValue", {"stringValue", "boolValue", "intValue", "doubleValue"}},
  };
  return kFields;
}

void expectMessage(const std::string& message, const json& object) {
  for (const auto& field : object.items()) {
    EXPECT_TRUE(otlpFields().at(message).contains(field.key())) << message << ' ' << field.key();
  }
}

void expectAttributes(const json& owner) {
  for (const json& attribute : owner["attributes"]) {
    expectMessage("KeyValue", attribute);
    expectMessage("AnyValue", attribute["value"]);
    EXPECT_EQ(attribute["value"].size(), 1U);
    if (attribute["value"].contains("intValue")) {
      EXPECT_TRUE(attribute["value"]["intValue"].is_string()) << "64 bits are a string in JSON";
    }
  }
}

void expectHex(const json& text, std::size_t letters) {
  EXPECT_TRUE(std::regex_match(text.get<std::string>(),
                               std::regex("[0-9a-f]{" + std::to_string(letters) + "}")))
      << text;
  EXPECT_NE(text.get<std::string>(), std::string(letters, '0'));
}

// The spans by their uvscope.id, after a check of every field.
std::map<std::string, json> spansOf(const json& traces) {
  std::map<std::string, json> spans;
  expectMessage("TracesData", traces);
  for (const json& of_resource : traces["resourceSpans"]) {
    expectMessage("ResourceSpans", of_resource);
    expectMessage("Resource", of_resource["resource"]);
    expectAttributes(of_resource["resource"]);
    for (const json& of_scope : of_resource["scopeSpans"]) {
      expectMessage("ScopeSpans", of_scope);
      expectMessage("InstrumentationScope", of_scope["scope"]);
      for (const json& span : of_scope["spans"]) {
        expectMessage("Span", span);
        expectHex(span["traceId"], 32);
        expectHex(span["spanId"], 16);
        if (span.contains("parentSpanId")) expectHex(span["parentSpanId"], 16);
        EXPECT_TRUE(span["kind"].is_number_integer());
        EXPECT_LE(std::stoull(span["startTimeUnixNano"].get<std::string>()),
                  std::stoull(span["endTimeUnixNano"].get<std::string>()));
        expectAttributes(span);
        for (const json& event : span.value("events", json::array())) {
          expectMessage("Event", event);
          EXPECT_TRUE(event["timeUnixNano"].is_string());
          expectAttributes(event);
        }
        for (const json& link : span.value("links", json::array())) {
          expectMessage("Link", link);
          expectHex(link["spanId"], 16);
        }
        spans[span["attributes"][0]["value"]["intValue"]] = span;
      }
    }
  }
  return spans;
}

TEST(OtlpExport, HasASpanAResourceUnderItsTrigger) {
  const SessionFromText session(kExportedServer);
  auto spans = spansOf(json::parse(exported(session, {"otlp"})));
  ASSERT_EQ(spans.size(), 5U);
  EXPECT_FALSE(spans["2"].contains("parentSpanId"));
  EXPECT_EQ(spans["3"]["parentSpanId"], spans["2"]["spanId"]);
  EXPECT_EQ(spans["5"]["parentSpanId"], spans["2"]["spanId"]);
  ASSERT_EQ(spans["5"]["links"].size(), 1U);
  EXPECT_EQ(spans["5"]["links"][0]["spanId"], spans["3"]["spanId"]);
  EXPECT_FALSE(spans["4"].contains("links")) << "trigger and execution are one";
  ASSERT_EQ(spans["3"]["events"].size(), 1U);
  EXPECT_EQ(spans["3"]["events"][0]["name"], "read");
}

TEST(OtlpExport, RefersToNoSpanThatIsLeftOut) {
  const SessionFromText session(kExportedServer);
  auto spans = spansOf(json::parse(exported(session, {"otlp", "--filter", "type:TIMER* or #3"})));
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_FALSE(spans["5"].contains("parentSpanId"));
  EXPECT_EQ(spans["5"]["links"].size(), 1U);
}

TEST(OtlpExport, CountsTheCallbacksThatItLeavesOut) {
  std::string text = "init 2 TIMERWRAP\n";
  for (int i = 0; i < 200; ++i)
    text += "before 2\nafter 2\n";
  const SessionFromText session(text);
  const Outcome outcome = runUvscope({"export", session.path(), "--format", "otlp", "-o", "-"});
  auto spans = spansOf(json::parse(outcome.out));
  EXPECT_EQ(spans["2"]["events"].size(), 128U);
  EXPECT_EQ(spans["2"]["droppedEventsCount"], 72);
  EXPECT_NE(outcome.err.find("more than 128 callbacks"), std::string::npos) << outcome.err;
}

TEST(Export, IsValidOfAnEmptySession) {
  const SessionFromText session("");
  EXPECT_TRUE(json::parse(exported(session, {"chrome"}))["traceEvents"].is_array());
  EXPECT_TRUE(spansOf(json::parse(exported(session, {"otlp"}))).empty());
  EXPECT_EQ(dotStatements(exported(session, {"dot"}))["edge"], 0);
  EXPECT_EQ(exported(session, {"jsonl"}), "");
}

TEST(Export, ShowsNamesThatAreNoUtf8) {
  const SessionFromText session("init 2 TIMERWRAP\ndetail 2 a\xff\xfe\x01z\n");
  for (const char* format : {"chrome", "otlp"})
    EXPECT_NO_THROW(json::parse(exported(session, {format})));
  dotStatements(exported(session, {"dot"}));
}

TEST(Export, WritesAFileThatIsNotThereYet) {
  const SessionFromText session(kExportedServer);
  const std::string path = session.fileBeside("trace.json");
  const std::vector<std::string> words{"export", session.path(), "-o", path};
  EXPECT_EQ(runUvscope(words).status, 0);
  EXPECT_TRUE(json::parse(std::ifstream(path)).contains("traceEvents"));
  EXPECT_EQ(runUvscope(words).status, 2);
  auto forced = words;
  forced.emplace_back("--force");
  EXPECT_EQ(runUvscope(forced).status, 0);
}

// The size that a file may have, for as long as this lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
    ignored_ = std::signal(SIGXFSZ, SIG_IGN);
  }

  ~FileSizeLimit() {
    std::signal(SIGXFSZ, ignored_);
    setrlimit(RLIMIT_FSIZE, &before_);
  }

  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*ignored_)(int) = nullptr;
};

TEST(Export, LeavesNothingBehindWhereAWriteFails) {
  std::string text;
  for (int id = 2; id < 3000; ++id)
    text += "init " + std::to_string(id) + " TIMERWRAP\n";
  const SessionFromText session(text);
  const std::string path = session.fileBeside("out");
  Outcome outcome;
  {
    const FileSizeLimit limit(100'000);
    outcome = runUvscope({"export", session.path(), "--format", "jsonl", "-o", path});
  }
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(linesOf(outcome.err).size(), 1U) << outcome.err;
  EXPECT_NE(outcome.err.find("cannot write the output: File too large"), std::string::npos)
      << outcome.err;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(path).parent_path())) {
    EXPECT_FALSE(entry.path().filename().string().starts_with("out")) << entry.path();
  }
}

TEST(Export, SaysWhatIsWrongWithTheWords) {
  const SessionFromText session(kExportedServer);
  const auto failure = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"export", session.path(), "-o", "-"});
    const Outcome outcome = runUvscope(std::move(words));
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_NE(failure({"--format", "xml"}).find("only chrome, jsonl"), std::string::npos);
  EXPECT_NE(failure({"--filter", "tpye:x"}).find("column 1"), std::string::npos);
  EXPECT_NE(failure({"--under", "x"}).find("--under needs a resource"), std::string::npos);
  EXPECT_NE(failure({"--from", "2s", "--to", "1s"}).find("later than"), std::string::npos);
  EXPECT_NE(failure({"--from", "2x"}).find("like 500ms"), std::string::npos);
  EXPECT_NE(failure({"--what", "resources"}).find("--what is for"), std::string::npos);
}

}  // namespace
}  // namespace uvscope::testing
