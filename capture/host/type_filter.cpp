#include "capture/host/type_filter.h"

#include <algorithm>

#include <fnmatch.h>

namespace uvscope::capture {
namespace {

bool fits(const std::string& glob, std::string_view name) {
  return fnmatch(glob.c_str(), std::string(name).c_str(), FNM_CASEFOLD) == 0;
}

bool anyFits(const std::vector<std::string>& globs, std::string_view name) {
  return std::ranges::any_of(globs, [&](const std::string& glob) { return fits(glob, name); });
}

bool fitsAProvider(const std::string& glob) {
  return std::ranges::any_of(core::asyncWrapProviders(),
                             [&](const auto& provider) { return fits(glob, provider.name); });
}

}  // namespace

bool TypeChoice::wants(std::string_view type_name) const {
  if (anyFits(exclude, type_name)) return false;
  return include.empty() || anyFits(include, type_name);
}

std::vector<std::string> TypeChoice::unknown() const {
  std::vector<std::string> globs = include;
  globs.insert(globs.end(), exclude.begin(), exclude.end());
  std::erase_if(globs, fitsAProvider);
  return globs;
}

void TypeFilter::onType(core::TypeId type, std::string_view name) {
  user_types_[type.value] = name;
  ForwardingSink::onType(type, name);
}

bool TypeFilter::wants(core::TypeId type) {
  const auto [known, is_new] = wanted_.emplace(type.value, true);
  if (is_new) {
    const bool is_user_type = type >= core::kFirstUserType;
    known->second =
        choice_.wants(is_user_type ? user_types_[type.value] : core::providerName(type));
  }
  return known->second;
}

void TypeFilter::onEvents(std::span<const core::Event> events) {
  for (core::Event event : events) {
    if (take(event)) passing_.push_back(event);
  }
  flush();
}

void TypeFilter::flush() {
  if (!passing_.empty()) ForwardingSink::onEvents(passing_);
  passing_.clear();
}

bool TypeFilter::take(core::Event& event) {
  if (event.kind == core::EventKind::Init) return takeInit(event);
  if (event.kind == core::EventKind::Retype) return takeRetype(event);
  const auto left_out = left_out_.find({event.context, event.id});
  if (left_out == left_out_.end()) return true;
  if (event.kind == core::EventKind::Destroy) left_out_.erase(left_out);
  return false;
}

bool TypeFilter::takeInit(const core::Event& init) {
  if (wants(init.type)) return true;
  left_out_[{init.context, init.id}].init = init;
  return false;
}

bool TypeFilter::takeRetype(core::Event& event) {
  const auto left_out = left_out_.find({event.context, event.id});
  if (left_out == left_out_.end()) return true;
  if (!wants(event.type)) return false;
  core::Event init = left_out->second.init;
  init.type = event.type;
  init.ts_ns = event.ts_ns;
  const std::string detail = std::move(left_out->second.detail);
  left_out_.erase(left_out);
  passing_.push_back(init);
  flush();
  if (!detail.empty()) ForwardingSink::onDetail({init.context, init.id}, detail);
  return false;
}

void TypeFilter::onDetail(core::ResourceKey resource, std::string_view detail) {
  const auto left_out = left_out_.find(resource);
  if (left_out == left_out_.end()) {
    ForwardingSink::onDetail(resource, detail);
  } else {
    left_out->second.detail = detail;
  }
}

}  // namespace uvscope::capture
