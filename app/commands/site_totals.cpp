#include "app/commands/site_totals.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace uvscope::app {
namespace {

constexpr std::uint64_t kSummedAtOnce = 4096;

class Totals {
 public:
  Totals(storage::Session& session, TotalsBy by) : session_(session), by_(by) {}

  void add(const storage::ResourceRecord& resource) {
    SiteTotal& total = totalOf(resource);
    ++total.made;
    total.alive += resource.destroyed() ? 0 : 1;
    total.runs += resource.runs;
    total.run_ns += resource.run_ns;
    total.max_run_ns = std::max(total.max_run_ns, resource.max_run_ns);
  }

  std::vector<SiteTotal> take() {
    std::ranges::sort(totals_, {},
                      [](const SiteTotal& total) { return std::tie(total.site, total.type); });
    return std::move(totals_);
  }

 private:
  // Stacks are shared by what is made in one place; several of them may lead to one site.
  SiteTotal& totalOf(const storage::ResourceRecord& resource) {
    const core::StackId stack = by_ == TotalsBy::Site ? resource.stack : core::StackId{};
    const auto key = std::uint64_t{stack.value} << 32U | resource.type.value;
    if (const auto known = of_stack_.find(key); known != of_stack_.end())
      return totals_[known->second];
    std::string site = stack == core::StackId{} ? std::string() : session_.site(stack);
    const auto [at, fresh] = of_site_.try_emplace({site, resource.type}, totals_.size());
    if (fresh) totals_.push_back({std::move(site), resource.type});
    of_stack_[key] = at->second;
    return totals_[at->second];
  }

  storage::Session& session_;
  const TotalsBy by_;
  std::vector<SiteTotal> totals_;
  std::map<std::pair<std::string, core::TypeId>, std::size_t> of_site_;
  std::unordered_map<std::uint64_t, std::size_t> of_stack_;  // by stack and type
};

}  // namespace

std::vector<SiteTotal> siteTotals(storage::Session& session, storage::ResourceFilter& filter,
                                  TotalsBy by) {
  Totals totals(session, by);
  storage::ResourceMatches page;
  while (!page.complete) {
    page = filter.page(page.next, kSummedAtOnce);
    for (const storage::ResourceMatch& match : page.matches)
      totals.add(match.record);
  }
  return totals.take();
}

}  // namespace uvscope::app
