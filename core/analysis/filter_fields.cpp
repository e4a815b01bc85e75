#include "core/analysis/filter_fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/event.h"

namespace uvscope::core {
namespace {

using Takes = FilterValueKind;

constexpr std::array kFields{
    FilterFieldInfo{"type", FilterField::Type, Takes::Words},
    FilterFieldInfo{"detail", FilterField::Detail, Takes::Words},
    FilterFieldInfo{"site", FilterField::Site, Takes::Words},
    FilterFieldInfo{"text", FilterField::Text, Takes::Words},
    FilterFieldInfo{"thread", FilterField::Thread, Takes::Words},
    FilterFieldInfo{"process", FilterField::Process, Takes::Words},
    FilterFieldInfo{"function", FilterField::Function, Takes::Words},
    FilterFieldInfo{"state", FilterField::State, Takes::Choice},
    FilterFieldInfo{"kind", FilterField::Kind, Takes::Choice},
    FilterFieldInfo{"reason", FilterField::Reason, Takes::Choice},
    FilterFieldInfo{"finding", FilterField::Finding, Takes::FindingWords},
    FilterFieldInfo{"id", FilterField::Id, Takes::Resources},
    FilterFieldInfo{"trigger", FilterField::Trigger, Takes::Resources},
    FilterFieldInfo{"execution", FilterField::Execution, Takes::Resources},
    FilterFieldInfo{"under", FilterField::Under, Takes::Resources},
    FilterFieldInfo{"under.trigger", FilterField::Under, Takes::Resources},
    FilterFieldInfo{"under.execution", FilterField::UnderExecution, Takes::Resources},
    FilterFieldInfo{"alive", FilterField::Age, Takes::Duration},
    FilterFieldInfo{"lived", FilterField::Lived, Takes::Duration},
    FilterFieldInfo{"wait", FilterField::Wait, Takes::Duration},
    FilterFieldInfo{"run", FilterField::RunLongest, Takes::Duration},
    FilterFieldInfo{"run.max", FilterField::RunLongest, Takes::Duration},
    FilterFieldInfo{"run.sum", FilterField::RunSum, Takes::Duration},
    FilterFieldInfo{"run.mean", FilterField::RunMean, Takes::Duration},
    FilterFieldInfo{"t", FilterField::Time, Takes::Duration},
    FilterFieldInfo{"made", FilterField::Made, Takes::Duration},
    FilterFieldInfo{"ended", FilterField::Ended, Takes::Duration},
    FilterFieldInfo{"runs", FilterField::Runs, Takes::Count},
    FilterFieldInfo{"children", FilterField::Children, Takes::Count},
    FilterFieldInfo{"read", FilterField::BytesRead, Takes::Count},
    FilterFieldInfo{"written", FilterField::BytesWritten, Takes::Count},
    FilterFieldInfo{"failures", FilterField::Failures, Takes::Count},
    FilterFieldInfo{"value", FilterField::Value, Takes::Whole},
    FilterFieldInfo{"seq", FilterField::Seq, Takes::Count},
};

struct Flag {
  std::string_view name;
  FilterField field;
};

constexpr std::array kFlags{
    Flag{"alive", FilterField::Alive}, Flag{"diverges", FilterField::Diverges},
    Flag{"referenced", FilterField::Referenced}, Flag{"active", FilterField::Active}};

constexpr std::string_view kPercentile = "run.p";

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array kTimes{Unit{"ns", 1},     Unit{"us", 1e3},   Unit{"µs", 1e3},
                            Unit{"ms", 1e6},   Unit{"s", 1e9},    Unit{"m", 60e9},
                            Unit{"min", 60e9}, Unit{"h", 3600e9}, Unit{"d", 86400e9}};
constexpr std::array kThousands{Unit{"", 1},    Unit{"k", 1e3}, Unit{"K", 1e3},
                                Unit{"M", 1e6}, Unit{"G", 1e9}, Unit{"T", 1e12}};

// Doubles are whole numbers up to here, so that nothing that was written is rounded.
constexpr double kMost = 9e15;

template <class Number>
std::optional<Number> wholeNumber(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> amount(std::string_view text, std::span<const Unit> units) {
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view name = text.substr(static_cast<std::size_t>(end - text.data()));
  const auto found = std::ranges::find(units, name, &Unit::name);
  if (found == units.end() && !(name.empty() && number == 0)) return std::nullopt;
  const double whole = std::round(number * (found == units.end() ? 1 : found->factor));
  if (!(whole >= 0 && whole <= kMost)) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

// "95" is 950, "99.9" is 999.
std::optional<std::uint32_t> permilleIn(std::string_view text) {
  const std::size_t point = text.find('.');
  const auto percent = wholeNumber<std::uint32_t>(text.substr(0, point));
  const std::string_view tenth =
      point == std::string_view::npos ? std::string_view("0") : text.substr(point + 1);
  const auto rest = tenth.size() == 1 ? wholeNumber<std::uint32_t>(tenth) : std::nullopt;
  if (!percent || !rest || *percent > 100) return std::nullopt;
  const std::uint32_t permille = *percent * 10 + *rest;
  if (permille == 0 || permille > 1000) return std::nullopt;
  return permille;
}

}  // namespace

std::optional<FilterFieldInfo> findFilterField(std::string_view name) {
  if (name.starts_with(kPercentile)) {
    const auto permille = permilleIn(name.substr(kPercentile.size()));
    if (!permille) return std::nullopt;
    return FilterFieldInfo{name, FilterField::RunPercentile, Takes::Duration, *permille};
  }
  const auto* const found = std::ranges::find(kFields, name, &FilterFieldInfo::name);
  if (found == kFields.end()) return std::nullopt;
  return *found;
}

std::optional<FilterField> findFilterFlag(std::string_view word) {
  const auto* const found = std::ranges::find(kFlags, word, &Flag::name);
  if (found == kFlags.end()) return std::nullopt;
  return found->field;
}

std::vector<std::string_view> filterFieldNames() {
  std::vector<std::string_view> names;
  for (const FilterFieldInfo& info : kFields)
    names.push_back(info.name);
  names.insert(names.end(), {"run.p50", "run.p95", "run.p99"});
  return names;
}

std::vector<std::string_view> filterChoices(FilterField field) {
  std::vector<std::string_view> words;
  const auto add = [&words](auto last, auto nameOf) {
    using Value = decltype(last);
    for (unsigned number = 0; number <= static_cast<unsigned>(last); ++number)
      words.push_back(nameOf(static_cast<Value>(number)));
  };
  if (field == FilterField::State) add(kLastLifeState, lifeStateName);
  if (field == FilterField::Kind) add(kLastEventKind, eventKindName);
  if (field == FilterField::Reason) add(kLastCallbackReason, callbackReasonName);
  return words;
}

std::optional<std::int64_t> parseFilterDuration(std::string_view text) {
  return amount(text, kTimes);
}

std::optional<std::int64_t> parseFilterCount(std::string_view text) {
  return amount(text, kThousands);
}

std::optional<std::int64_t> parseFilterWhole(std::string_view text) {
  return wholeNumber<std::int64_t>(text);
}

std::optional<ResourceKey> parseFilterResource(std::string_view text) {
  if (text.starts_with('#')) text.remove_prefix(1);
  const std::size_t slash = text.find('/');
  const std::string_view context =
      slash == std::string_view::npos ? std::string_view("1") : text.substr(0, slash);
  const auto context_number = wholeNumber<std::uint32_t>(context);
  const auto id =
      wholeNumber<std::uint64_t>(slash == std::string_view::npos ? text : text.substr(slash + 1));
  if (!context_number || !id) return std::nullopt;
  return ResourceKey{ContextId{*context_number}, AsyncId{*id}};
}

}  // namespace uvscope::core
