#include "capture/instrument/child_environment.h"

#include <string>

#include <gtest/gtest.h>

namespace uvscope::capture {
namespace {

using Entries = std::vector<std::string>;

std::vector<char*> pointersTo(Entries& entries) {
  std::vector<char*> pointers;
  for (std::string& entry : entries)
    pointers.push_back(entry.data());
  pointers.push_back(nullptr);
  return pointers;
}

Entries childOf(Entries own, Entries given) {
  std::vector<char*> given_pointers = pointersTo(given);
  std::vector<char*> own_pointers = pointersTo(own);
  ChildEnvironment first(given_pointers.data(), own_pointers.data());
  ChildEnvironment environment = std::move(first);
  Entries entries;
  for (char** entry = environment.get(); *entry != nullptr; ++entry)
    entries.emplace_back(*entry);
  return entries;
}

const Entries kRecorded{"HOME=/root", "LD_PRELOAD=/x/libuvscope-preload.so:/lib/theirs.so",
                        "UVSCOPE_SESSION_DIR=/dev/shm/s", "UVSCOPE_RING_SIZE=65536"};

TEST(ChildEnvironment, GetsWhatMakesItRecordAndNothingElseOfOurs) {
  EXPECT_EQ(childOf(kRecorded, {"A=b"}),
            (Entries{"A=b", "LD_PRELOAD=/x/libuvscope-preload.so", "UVSCOPE_SESSION_DIR=/dev/shm/s",
                     "UVSCOPE_RING_SIZE=65536"}));
}

TEST(ChildEnvironment, KeepsWhatIsThereAndItsOrder) {
  EXPECT_EQ(
      childOf(kRecorded, {"B=", "UVSCOPE_SESSION_DIR=/other", "LD_PRELOAD=/lib/own.so", "A=b"}),
      (Entries{"B=", "UVSCOPE_SESSION_DIR=/other",
               "LD_PRELOAD=/x/libuvscope-preload.so:/lib/own.so", "A=b",
               "UVSCOPE_RING_SIZE=65536"}));
  EXPECT_EQ(childOf(kRecorded, kRecorded), kRecorded);
}

TEST(ChildEnvironment, OfAProgramThatRemovedUsFromItsOwnStaysAsItIs) {
  EXPECT_EQ(childOf({"HOME=/root"}, {"A=b"}), (Entries{"A=b"}));
  EXPECT_EQ(childOf({"LD_PRELOAD=/lib/theirs.so"}, {"A=b"}), (Entries{"A=b"}));
  EXPECT_EQ(childOf(kRecorded, {}).size(), 3U);
}

TEST(ChildEnvironment, IsForRecordingsOfMoreThanOneProcess) {
  Entries all = kRecorded;
  EXPECT_TRUE(followsChildren(pointersTo(all).data()));
  all.emplace_back("UVSCOPE_ONLY_CHILD_OF=5");
  EXPECT_FALSE(followsChildren(pointersTo(all).data()));
}

}  // namespace
}  // namespace uvscope::capture
