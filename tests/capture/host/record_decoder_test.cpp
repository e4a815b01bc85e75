#include "capture/host/record_decoder.h"

#include <gtest/gtest.h>

#include "core/libuv_function.h"

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
  DecoderNames shared{clock, names};
  StackTable stacks;
  RecordDecoder decoder{shared, core::ContextId{3}, RingStacks(stacks, "/bin/program")};
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

TEST_F(RecordDecoderTest, FailedNamesTheFunctionAndTheError) {
  const std::uint64_t function = asType(core::LibuvFunction::uv_tcp_bind).value;
  const core::Event& event = decode(raw(core::EventKind::Failed, 5, function << kIdBits,
                                        static_cast<std::uint64_t>(std::int64_t{-98})));
  EXPECT_EQ(core::functionIn(event.type), core::LibuvFunction::uv_tcp_bind);
  EXPECT_EQ(event.value, -98);
}

TEST_F(RecordDecoderTest, FunctionThatThereIsNotIsNone) {
  const core::Event& event =
      decode(raw(core::EventKind::Misused, 5, std::uint64_t{60'000} << kIdBits));
  EXPECT_EQ(core::functionIn(event.type), core::LibuvFunction::none);
}

TEST_F(RecordDecoderTest, WorkOfAnotherThreadIsAnEventOfThatThreadsResource) {
  shared.homes[{7, 2}] = core::ContextId{9};
  RawRecord record = raw(core::EventKind::Init, 5, 7 | std::uint64_t{2} << 32U);
  record.head = packHead(0, static_cast<std::uint8_t>(RecordKind::WorkStart), 5);
  const core::Event& event = decode(record);
  EXPECT_EQ(event.kind, core::EventKind::WorkStart);
  EXPECT_EQ(event.context, core::ContextId{9});
  EXPECT_EQ(event.id, core::AsyncId{5});
  EXPECT_EQ(event.value, 3);  // the context of this ring
}

TEST_F(RecordDecoderTest, WorkForAThreadThatNobodyKnowsIsLeftOut) {
  RawRecord record = raw(core::EventKind::Init, 5, 7);
  record.head = packHead(0, static_cast<std::uint8_t>(RecordKind::WorkStart), 5);
  decoder.decode(record, kLatest);
  EXPECT_TRUE(decoder.queue().empty());
  EXPECT_EQ(decoder.counts().rejected, 1U);
}

TEST_F(RecordDecoderTest, RepeatTellsHowOftenAndHowLong) {
  RawRecord record = raw(core::EventKind::Repeat, 5, 1000, 300);
  record.ts = clock.nowNs() + 1'000'000;  // in the units of this clock: later than its start
  const core::Event& event = decode(record);
  EXPECT_EQ(event.value, 1000);
  EXPECT_LE(event.execution.value, 300U);
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
