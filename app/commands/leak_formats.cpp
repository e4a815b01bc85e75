#include "app/commands/leak_formats.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "app/commands/text_fields.h"
#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

using storage::ResourceRecord;
using ui::LeakGroup;
using ui::LeakReport;

// "3 × TIMERWRAP, made for TCPSERVERWRAP, for the main program, by start_server (server.c:42)".
std::string titleOf(const LeakGroup& group) {
  const std::string count = group.count == 1 ? "" : ui::formatCount(group.count) + " × ";
  const std::string made_by = group.made_by.empty() ? "" : ", by " + oneLine(group.made_by);
  return count + group.site + made_by + (group.known ? " (known)" : "");
}

std::string exampleLine(const ResourceRecord& resource) {
  std::string line =
      fmt::format("{}, made at {}", ui::formatKey(resource.key),
                  resource.init_seq == storage::kNoSeq ? "a time before the recording"
                                                       : ui::formatMoment(resource.init_ns));
  if (resource.runs > 0) line += ", " + ui::formatPlural(resource.runs, "run");
  if (!resource.detail.empty()) line += ", " + oneLine(resource.detail);
  return line;
}

// Text that is to be seen as it is, whatever the recorded program put into it.
std::string escaped(const std::string& text) {
  std::string html;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html += letter;
    }
  }
  return html;
}

constexpr std::string_view kHtmlHead = R"html(<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>uvscope: leaks</title>
<style>
:root { color-scheme: light dark; --line: #d7dbe2; --dim: #5d6675; --error: #b84a00; --warning: #8a6d00; }
@media (prefers-color-scheme: dark) { :root { --line: #2b303a; --dim: #9aa3b2; --error: #ff8a3d; --warning: #f0e442; } }
body { font: 15px/1.5 Inter, system-ui, sans-serif; max-width: 60rem; margin: 2.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1rem; margin: 0; }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
.severity { font-weight: 600; } .error { color: var(--error); } .warning { color: var(--warning); }
p, li { color: var(--dim); margin: .2rem 0; } ul { padding-left: 1.2rem; }
li { font-family: "JetBrains Mono", ui-monospace, monospace; font-size: 13px; }
</style>
)html";

}  // namespace

std::string leaksAsText(const LeakReport& report) {
  std::string text = fmt::format("{}\n", headlineOf(report));
  for (const std::string& caveat : report.caveats)
    text += fmt::format("  note: {}\n", caveat);
  for (const LeakGroup& group : report.groups) {
    text += fmt::format("\n{:<8} {}\n", ui::severityWord(group.finding()), titleOf(group));
    text += fmt::format("         {}\n", sentenceOf(group.judgement));
    for (const ResourceRecord& example : group.examples) {
      text += fmt::format("           {}\n", exampleLine(example));
    }
    if (group.count > group.examples.size()) {
      text += fmt::format("           and {} more\n",
                          ui::formatCount(group.count - group.examples.size()));
    }
  }
  return text;
}

std::string leaksAsJson(const LeakReport& report) {
  using nlohmann::ordered_json;
  ordered_json document{{"session", report.session.path},
                        {"program", report.session.program},
                        {"finished", report.session.finished},
                        {"resources", report.session.resources},
                        {"undestroyed", report.undestroyed},
                        {"dropped", report.session.dropped},
                        {"notes", report.caveats}};
  if (!report.filter.empty()) document["filter"] = report.filter;
  ordered_json& groups = document["groups"] = ordered_json::array();
  for (const LeakGroup& group : report.groups) {
    ordered_json entry{{"severity", ui::severityWord(group.finding())},
                       {"site", group.site},
                       {"made_by", group.made_by},
                       {"count", group.count},
                       {"known", group.known},
                       {"reason", group.judgement.reason}};
    if (group.finding()) {
      entry["verdict"] = verdictCode(group.finding()->verdict);
      entry["name"] = verdictName(group.finding()->verdict);
    }
    for (const ResourceRecord& example : group.examples) {
      entry["examples"].push_back({{"context", example.key.context.value},
                                   {"id", example.key.id.value},
                                   {"init_ns", example.init_ns},
                                   {"runs", example.runs},
                                   {"detail", example.detail}});
    }
    groups.push_back(std::move(entry));
  }
  return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

std::string leaksAsHtml(const LeakReport& report) {
  std::string html(kHtmlHead);
  html += fmt::format("<h1>{}</h1>\n<p>{}</p>\n", escaped(report.session.program),
                      escaped(headlineOf(report)));
  for (const std::string& caveat : report.caveats) {
    html += fmt::format("<p>Note: {}</p>\n", escaped(caveat));
  }
  for (const LeakGroup& group : report.groups) {
    const std::string severity = ui::severityWord(group.finding());
    html +=
        fmt::format("<section><h2><span class=\"severity {0}\">{0}</span> {1}</h2><p>{2}</p><ul>\n",
                    severity, escaped(titleOf(group)), group.judgement.reason);
    for (const ResourceRecord& example : group.examples) {
      html += fmt::format("<li>{}</li>\n", escaped(exampleLine(example)));
    }
    if (group.count > group.examples.size()) {
      html += fmt::format("<li>and {} more</li>\n",
                          ui::formatCount(group.count - group.examples.size()));
    }
    html += "</ul></section>\n";
  }
  return html + "</html>\n";
}

}  // namespace uvscope::app
