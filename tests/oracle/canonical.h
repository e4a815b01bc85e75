// Compares a trace of ours with one of real Node: what cannot be the same in C++ is named in
// tests/oracle/mapping.txt, and nothing else is forgiven.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace uvscope::oracle {

// A row of mapping.txt: `scenario | rule | reason`.
struct MappingRow {
  std::string scenario;  // "*": all
  std::string rule;
  std::string reason;
};

std::vector<MappingRow> readMapping(const std::filesystem::path& file);

// The rules of one scenario.
//   no counterpart        there is no such program
//   type A = B            Node's type A is B here
//   without type T        resources of type T, with all their events and what names them
//   without destroy of T  when destroy comes for resources of type T is not compared
//   without line TEXT     lines of Node's that are TEXT; a * in it stands for anything
//   line TEXT = OTHER     Node's line TEXT is OTHER here; both with its ids
//   accepted              a server's connection is made in its callback, not before it
std::vector<std::string> rulesFor(const std::vector<MappingRow>& mapping,
                                  const std::string& scenario);

// Node's trace as `rules` have it, ids numbered anew by first appearance.
std::string canonicalExpected(const std::string& trace, const std::vector<std::string>& rules);
// Ours, likewise; only the rules about types concern it.
std::string canonicalActual(const std::string& trace, const std::vector<std::string>& rules);

}  // namespace uvscope::oracle
