// Any text as a filter: parsed, and asked of a small session.
#include <algorithm>
#include <string>

#include "core/analysis/filter.h"
#include "storage/event_filter.h"
#include "storage/resource_filter.h"
#include "tests/fuzz/entry.h"
#include "tests/testing/memory_session.h"

namespace uvscope::fuzz {
namespace {

testing::MemorySession& session() {
  static testing::MemorySession kSession(testing::parseGraph(R"(
init 2 TCPSERVERWRAP <1 @1
detail 2 127.0.0.1:8080
before 2 connection 0
init 3 TCPWRAP <2 @2
after 2
before 3 read 64
init 4 WRITEWRAP <3 @3
init 5 Timeout <2 @3
after 3
before 4
after 4
destroy 4
+2s
before 5
init 6 TickObject <5 @5
init 7 PROMISE <6 @5
resolve 7
after 5
closing 3
)"));
  return kSession;
}

// "column N: …" with a column that is in the text, or one past it.
void requireColumn(const std::string& message, std::string_view text) {
  require(message.starts_with("column "), "an error names its column");
  const std::size_t column = std::strtoul(message.c_str() + 7, nullptr, 10);
  require(column >= 1 && column <= text.size() + 1, "the column is one of the text's");
}

}  // namespace

int run(std::span<const std::uint8_t> bytes) {
  const std::string text(bytes.begin(), bytes.end());
  const core::Result<core::Filter> filter = core::parseFilter(text);
  if (!filter) {
    requireColumn(filter.error().message, text);
    return 0;
  }
  require(filter->text == text, "a filter keeps its text");
  require(!filter->nodes.empty(), "a filter has a root");
  require(filter->terms.size() <= core::kMaxFilterTerms, "a filter has a bounded number of terms");
  storage::ResourceFilter resources(session(), *filter);
  const storage::FilterCount found = resources.count(0, 100);
  require(found.complete && found.hits <= session().info().resources, "resources are all counted");
  storage::EventFilter events(session(), *filter);
  std::uint64_t backwards = 0;
  for (auto at = events.previous(100); at.seq != storage::kNoSeq; at = events.previous(at.seq))
    ++backwards;
  require(events.count(0, 100).hits == backwards, "both directions find the same events");
  return 0;
}

std::vector<Bytes> seeds() {
  return {
      bytesOf("type:TCP* state:waiting alive>10s run.p95>20ms under:#42 site:\"pool.js\""),
      bytesOf("-type:TickObject finding:V2 thread:worker1 t:1.2s..1.5s diverges"),
      bytesOf("type=Timeout and run>50ms"),
      bytesOf("destroy of #1234"),
      bytesOf("init of Tim* or alive(TCP*,PIPE*)>100"),
      bytesOf("not (kind:init,before reason:read value<-1 (seq:1..3 or #2/4,5))"),
      bytesOf("lived>=1.5m wait!=0 run.sum:..3us run.mean<1h runs>10k children:0 read>1M"),
      bytesOf("process:42 function:uv_* trigger:#2 execution:1 under.execution:3 \"a \\\" b\""),
      bytesOf("state:settled or state:running or made>1s or ended<1s or failures>0 or written:0"),
      bytesOf("((((((((a or b))) c))) -\"d\")) referenced active k\xc3\xa4se"),
  };
}

}  // namespace uvscope::fuzz
