#include "capture/instrument/child_environment.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "capture/recorder/ring_format.h"

namespace uvscope::capture {
namespace {

constexpr std::string_view kPreload = "LD_PRELOAD=";
constexpr std::string_view kOurs = "UVSCOPE_";
constexpr std::string_view kOurLibrary = "libuvscope";

// With its "=".
std::string_view nameOf(std::string_view entry) {
  return entry.substr(0, entry.find('=') + 1);
}

bool isOf(std::string_view entry, std::string_view variable) {
  return entry.starts_with(variable) && entry.substr(variable.size()).starts_with('=');
}

// The host puts it in front of all others.
std::string_view libraryIn(std::string_view preload) {
  const std::string_view first = preload.substr(0, preload.find_first_of(": "));
  return first.find(kOurLibrary) != std::string_view::npos ? first : std::string_view();
}

}  // namespace

ChildEnvironment::ChildEnvironment(char** given, char** own) {
  for (char** entry = given; *entry != nullptr; ++entry)
    entries_.push_back(*entry);
  for (char** entry = own; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (text.starts_with(kOurs)) addMissing(*entry);
    if (text.starts_with(kPreload)) addPreload(*entry);
  }
  entries_.push_back(nullptr);
}

void ChildEnvironment::addMissing(char* own_entry) {
  const std::string_view name = nameOf(own_entry);
  const bool there = std::ranges::any_of(
      entries_, [&](const char* entry) { return std::string_view(entry).starts_with(name); });
  if (!there) entries_.push_back(own_entry);
}

void ChildEnvironment::addPreload(const char* own_entry) {
  const std::string_view library = libraryIn(std::string_view(own_entry).substr(kPreload.size()));
  if (library.empty()) return;
  std::string preload = std::string(kPreload) + std::string(library);
  const auto theirs = std::ranges::find_if(
      entries_, [](const char* entry) { return std::string_view(entry).starts_with(kPreload); });
  if (theirs != entries_.end()) {
    const std::string_view libraries = std::string_view(*theirs).substr(kPreload.size());
    if (libraries.find(library) != std::string_view::npos) return;
    if (!libraries.empty()) preload.append(":").append(libraries);
  }
  preload_.assign(preload.c_str(), preload.c_str() + preload.size() + 1);
  if (theirs == entries_.end()) {
    entries_.push_back(preload_.data());
  } else {
    *theirs = preload_.data();
  }
}

bool followsChildren(char** own) {
  for (char** entry = own; *entry != nullptr; ++entry) {
    if (isOf(*entry, kOnlyChildOfVariable)) return false;
  }
  return true;
}

}  // namespace uvscope::capture
