// What the commands say of where resources were made.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "storage/session_writer.h"
#include "tests/app/run_uvscope.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::testing {
namespace {

// Two timers that nobody closes, of one site.
class SessionWithSite {
 public:
  explicit SessionWithSite(std::string_view site) {
    auto writer = storage::SessionWriter::create(path(), {});
    EXPECT_TRUE(writer);
    storage::SessionWriter& sink = **writer;
    sink.onProcess({core::ProcessId{1}, 1, 0, "/bin/server", {}, 0});
    sink.onContext({core::ContextId{1}, core::ProcessId{1}, 1, ""});
    const core::StackFrame frame{"/bin/server", 0x10, "start", "/src/server.c", 42, false};
    const core::CodeId code{1};
    sink.onFrames(code, {&frame, 1});
    sink.onStack({1}, {&code, 1}, site);
    for (const std::uint64_t id : {2, 3}) {
      core::Event init;
      init.id = {id};
      init.trigger = init.execution = core::kBootstrapId;
      init.context = {1};
      init.type = core::typeOf(core::Provider::Timer);
      init.value = 1;
      sink.onEvents({&init, 1});
    }
    EXPECT_TRUE(sink.finish(0));
  }

  [[nodiscard]] std::string path() const { return directory_.file("site.uvscope"); }

  std::string printed(std::vector<std::string> words) const {
    words.insert(words.begin() + 1, path());
    return runUvscope(std::move(words)).out;
  }

 private:
  TempDir directory_;
};

TEST(CreationSite, IsToldByWhy) {
  const SessionWithSite session("start (server.c:42)");
  const std::string why = session.printed({"why", "2"});
  EXPECT_NE(why.find("outside of the loop, by start (server.c:42); never destroyed"),
            std::string::npos)
      << why;
}

TEST(CreationSite, IsToldByLeaksInEveryFormat) {
  const SessionWithSite session("start (server.c:42)");
  const std::string text = session.printed({"leaks"});
  EXPECT_NE(text.find("2 × TIMERWRAP, made for the main program, by start (server.c:42)\n"),
            std::string::npos)
      << text;
  const auto json = nlohmann::json::parse(session.printed({"leaks", "--format", "json"}));
  EXPECT_EQ(json["groups"][0]["made_by"], "start (server.c:42)");
  EXPECT_EQ(json["groups"][0]["site"], "TIMERWRAP, made for the main program");
  const std::string html = session.printed({"leaks", "--format", "html"});
  EXPECT_NE(html.find("by start (server.c:42)"), std::string::npos) << html;
}

TEST(CreationSite, IsShownAsItIsAndNeverObeyed) {
  const SessionWithSite session("<b>\x1b[31m & so");
  EXPECT_EQ(session.printed({"why", "2"}).find('\x1b'), std::string::npos);
  EXPECT_EQ(session.printed({"leaks"}).find('\x1b'), std::string::npos);
  const std::string html = session.printed({"leaks", "--format", "html"});
  EXPECT_NE(html.find("by &lt;b&gt;"), std::string::npos) << html;
  EXPECT_EQ(html.find("<b>"), std::string::npos) << html;
}

TEST(CreationSite, IsAskedForInSql) {
  const SessionWithSite session("start (server.c:42)");
  EXPECT_EQ(session.printed({"sql",
                             "SELECT site.name, count(*) AS open FROM resource JOIN site USING "
                             "(stack) GROUP BY site.name",
                             "--format", "csv"}),
            "name,open\nstart (server.c:42),2\n");
}

}  // namespace
}  // namespace uvscope::testing
