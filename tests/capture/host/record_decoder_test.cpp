#include "capture/host/record_decoder.h"

#include <gtest/gtest.h>

namespace uvscope::capture {
namespace {

constexpr std::uint64_t kLatest = 1'000'000'000'000;

RawRecord raw(core::EventKind kind, std::uint64_t id, std::uint64_t a = 0, std::uint64_t b = 0) {
  return {0, packHead(0, static_cast<std::uint8_t>(kind), id), a, b};
}

struct RecordDecoderTest : testing::Test {
  const core::Event& decode(const RawRecord& record) {
    decoder.decode(record, kLatest);
    return decoder.queue().events.back();
  }

  SessionClock clock;
  UserTypeNames names;
  UserTypeMap types;
  StackTable stacks;
  RecordDecoder decoder{clock, ClockKind::MonotonicNs, names,
                        types, core::ContextId{3},     RingStacks(stacks, "/bin/program")};
};

TEST_F(RecordDecoderTest, BeforeKeepsANegativeValue) {
  const core::Event& event =
      decode(raw(core::EventKind::Before, 5, static_cast<std::uint64_t>(std::int64_t{-104}), 2));
  EXPECT_EQ(event.value, -104);
  EXPECT_EQ(event.reason, core::CallbackReason::Read);
  EXPECT_EQ(event.context, core::ContextId{3});
}

TEST_F(RecordDecoderTest, UnknownReasonIsNone) {
  EXPECT_EQ(decode(raw(core::EventKind::Before, 5, 0, 99)).reason, core::CallbackReason::None);
}

TEST_F(RecordDecoderTest, RetypeTakesTheNewType) {
  const auto server = core::typeOf(core::Provider::TcpServer);
  EXPECT_EQ(decode(raw(core::EventKind::Retype, 5, std::uint64_t{server.value} << kIdBits)).type,
            server);
}

TEST_F(RecordDecoderTest, UserTypeThatWasNeverNamedGetsAName) {
  const auto type = decode(raw(core::EventKind::Init, 5, std::uint64_t{700} << kIdBits)).type;
  EXPECT_GE(type, core::kFirstUserType);
  const auto named = names.takeNew();
  ASSERT_EQ(named.size(), 1U);
  EXPECT_EQ(named[0].type, type);
  EXPECT_EQ(named[0].name, "unnamed type 700");
}

TEST_F(RecordDecoderTest, ThereIsATypeForEveryNameHoweverMany) {
  for (int i = 0; i < 70'000; ++i) {
    const core::TypeId type = names.numberOf("type " + std::to_string(i));
    ASSERT_GE(type, core::kFirstUserType);
  }
  EXPECT_EQ(names.takeNew().size(), 65'536U - 256U);
}

}  // namespace
}  // namespace uvscope::capture
