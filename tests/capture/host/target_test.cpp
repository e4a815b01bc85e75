#include "capture/host/target.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "tests/capture/host/fake_target.h"

namespace uvscope::capture {
namespace {

bool has(const std::vector<std::string>& environment, const std::string& entry) {
  return std::count(environment.begin(), environment.end(), entry) == 1;
}

TEST(TargetEnvironment, PutsTheLibraryBeforeOthersAndKeepsTheRest) {
  setenv("LD_PRELOAD", "", 1);
  setenv("UVSCOPE_SESSION_DIR", "/of/another/recording", 1);
  setenv("KEPT", "as it is", 1);
  auto environment = targetEnvironment("/lib/ours.so", "/dev/shm/x", StackMode::Handles);
  EXPECT_TRUE(has(environment, "LD_PRELOAD=/lib/ours.so"));
  EXPECT_TRUE(has(environment, "UVSCOPE_SESSION_DIR=/dev/shm/x"));
  EXPECT_FALSE(has(environment, "UVSCOPE_SESSION_DIR=/of/another/recording"));
  EXPECT_TRUE(has(environment, "KEPT=as it is"));
  setenv("LD_PRELOAD", "/lib/theirs.so", 1);
  environment = targetEnvironment("/lib/ours.so", "/dev/shm/x", StackMode::Handles);
  EXPECT_TRUE(has(environment, "LD_PRELOAD=/lib/ours.so:/lib/theirs.so"));
  unsetenv("LD_PRELOAD");
  unsetenv("UVSCOPE_SESSION_DIR");
}

TEST(PreloadablePath, IsTheLibraryItselfUnlessTheLoaderWouldSplitItsPath) {
  const TestDir session;
  EXPECT_EQ(*preloadablePath("/lib/ours.so", session.path()), "/lib/ours.so");
  for (const std::string library : {"/a b/ours.so", "/a:b/ours.so", "/$ORIGIN/ours.so"}) {
    const auto path = preloadablePath(library, session.path());
    ASSERT_TRUE(path);
    EXPECT_EQ(path->find_first_of(" :$"), std::string::npos);
    EXPECT_EQ(std::filesystem::read_symlink(*path), library);
    std::filesystem::remove(*path);
  }
  EXPECT_FALSE(preloadablePath("/a b/ours.so", "/no/such/directory"));
}

TEST(AllowLibraryBeforeAsan, KeepsTheOptionsThatAreThere) {
  std::vector<std::string> environment{"A=b"};
  allowLibraryBeforeAsan(environment);
  EXPECT_TRUE(has(environment, "ASAN_OPTIONS=verify_asan_link_order=0"));
  environment = {"ASAN_OPTIONS=", "A=b"};
  allowLibraryBeforeAsan(environment);
  EXPECT_TRUE(has(environment, "ASAN_OPTIONS=verify_asan_link_order=0"));
  environment = {"ASAN_OPTIONS=detect_leaks=0"};
  allowLibraryBeforeAsan(environment);
  EXPECT_TRUE(has(environment, "ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0"));
}

TEST(StartTarget, WhatCannotStartIsAnError) {
  const auto started = startTarget({"/no/such/program", {"program"}}, {});
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().message.find("/no/such/program"), std::string::npos);
}

TEST(StartTarget, GivesArgumentsAndEnvironment) {
  const auto pid = startTarget({"/bin/sh", {"name", "-c", "test \"$0-$A\" = first-b", "first"}},
                               {"A=b", "PATH=/bin:/usr/bin"});
  ASSERT_TRUE(pid);
  int status = 0;
  waitpid(*pid, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace uvscope::capture
