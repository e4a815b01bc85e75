// Making and opening session files where something is in the way.
#include <csignal>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/schema.h"
#include "storage/session_reader.h"
#include "storage/session_writer.h"
#include "tests/testing/synthetic_session.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

namespace fs = std::filesystem;
using core::ErrorCode;

void writeText(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

std::string readText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t filesIn(const std::string& path) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), {}));
}

void expectOneLine(const core::Error& error, ErrorCode code, const std::string& path) {
  EXPECT_EQ(error.code, code) << error.message;
  EXPECT_EQ(error.message.find('\n'), std::string::npos) << error.message;
  EXPECT_NE(error.message.find(path), std::string::npos) << error.message;
}

// Runs `body` as a user for whom permissions count; its result is whether it returned true.
template <class Body>
bool asNobody(Body&& body) {
  const pid_t child = fork();
  if (child == 0) {
    const bool dropped = getuid() != 0 || (setgid(65534) == 0 && setuid(65534) == 0);
    _exit(dropped && body() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

class SessionFile : public ::testing::Test {
 protected:
  testing::TempDir dir_;
  std::string path_ = dir_.file("s.uvscope");
};

TEST_F(SessionFile, RefusesToReplaceAFileAndNamesTheRemedy) {
  writeText(path_, "a thesis");
  auto writer = SessionWriter::create(path_, {});
  ASSERT_FALSE(writer);
  expectOneLine(writer.error(), ErrorCode::Exists, path_);
  EXPECT_NE(writer.error().message.find("--force"), std::string::npos);
  EXPECT_EQ(readText(path_), "a thesis");
  EXPECT_EQ(filesIn(dir_.path()), 1U);
}

TEST_F(SessionFile, ReplacesAFileWhenForcedTogetherWithItsLog) {
  ASSERT_TRUE(testing::writeSyntheticSession(path_, 5000));
  writeText(path_ + "-wal", "the log of a recorder that was killed");
  writeText(path_ + "-shm", "its index");
  SessionWriterOptions options;
  options.force = true;
  auto writer = SessionWriter::create(path_, options);
  ASSERT_TRUE(writer) << writer.error().message;
  ASSERT_TRUE((*writer)->finish(0));
  auto reader = SessionReader::open(path_);
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ((*reader)->info().events, 0U);
  EXPECT_EQ((*reader)->info().damage, "");
  EXPECT_EQ(filesIn(dir_.path()), 1U);
}

TEST_F(SessionFile, ForceReplacesSessionsAlone) {
  writeText(path_, "a thesis");
  SessionWriterOptions options;
  options.force = true;
  auto writer = SessionWriter::create(path_, options);
  ASSERT_FALSE(writer);
  expectOneLine(writer.error(), ErrorCode::Exists, path_);
  EXPECT_EQ(readText(path_), "a thesis");
}

TEST_F(SessionFile, ForceDoesNotReplaceASessionThatIsBeingRecorded) {
  auto recording = SessionWriter::create(path_, {});
  ASSERT_TRUE(recording);
  SessionWriterOptions options;
  options.force = true;
  auto second = SessionWriter::create(path_, options);
  ASSERT_FALSE(second);
  expectOneLine(second.error(), ErrorCode::Exists, path_);
  testing::SyntheticServer(**recording).run(500);
  ASSERT_TRUE((*recording)->finish(1));
  EXPECT_GE((*SessionReader::open(path_))->info().events, 500U);
  EXPECT_TRUE(SessionWriter::create(path_, options)) << "now it may be replaced";
}

TEST_F(SessionFile, TellsARecordingFromOneWhoseRecorderWasKilled) {
  {
    auto writer = SessionWriter::create(path_, {});
    ASSERT_TRUE(writer);
    EXPECT_TRUE((*SessionReader::open(path_))->info().recording);
  }
  const std::string orphan = dir_.file("orphan.uvscope");
  const pid_t child = fork();
  if (child == 0) {
    auto writer = SessionWriter::create(orphan, {});
    raise(SIGSTOP);
  }
  ASSERT_EQ(waitpid(child, nullptr, WUNTRACED), child);
  auto reader = SessionReader::open(orphan);
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_TRUE((*reader)->info().recording);
  kill(child, SIGKILL);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_TRUE((*reader)->refresh());
  EXPECT_FALSE((*reader)->info().recording);
  EXPECT_FALSE((*reader)->refresh());
  EXPECT_FALSE((*reader)->info().finished);
}

TEST_F(SessionFile, IsNotSpoiledByALogThatADeletedSessionLeft) {
  ASSERT_TRUE(testing::writeSyntheticSession(path_, 5000));
  {
    auto writer = SessionWriter::create(dir_.file("other.uvscope"), {});
    testing::SyntheticServer(**writer).run(3000);
    ASSERT_TRUE((*writer)->commit());
    fs::copy(dir_.file("other.uvscope-wal"), path_ + "-wal");
  }
  fs::remove(path_);
  auto writer = SessionWriter::create(path_, {});
  ASSERT_TRUE(writer) << writer.error().message;
  ASSERT_TRUE((*writer)->finish(0));
  auto reader = SessionReader::open(path_);
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ((*reader)->info().events, 0U);
}

TEST_F(SessionFile, SaysWhyItCannotBeMade) {
  const std::string nowhere = dir_.file("no/such/directory/s.uvscope");
  auto writer = SessionWriter::create(nowhere, {});
  ASSERT_FALSE(writer);
  expectOneLine(writer.error(), ErrorCode::NotFound, nowhere);
  EXPECT_EQ(writer.error().message.find(".new-"), std::string::npos) << writer.error().message;
  auto directory = SessionWriter::create(dir_.path(), {});
  ASSERT_FALSE(directory);
  expectOneLine(directory.error(), ErrorCode::Usage, dir_.path());
  EXPECT_FALSE(SessionWriter::create("", {}));
}

TEST_F(SessionFile, SaysThatADirectoryCannotBeWrittenAndLeavesWhatIsThere) {
  ASSERT_TRUE(testing::writeSyntheticSession(path_, 2000));
  fs::permissions(dir_.path(), fs::perms(0555));
  EXPECT_TRUE(asNobody([&] {
    SessionWriterOptions options;
    options.force = true;
    auto writer = SessionWriter::create(path_, options);
    return !writer && writer.error().code == ErrorCode::Permission;
  }));
  fs::permissions(dir_.path(), fs::perms(0755));
  auto reader = SessionReader::open(path_);
  ASSERT_TRUE(reader);
  EXPECT_GE((*reader)->info().events, 2000U);
}

TEST_F(SessionFile, IsOnePlainFileWhenFinished) {
  ASSERT_TRUE(testing::writeSyntheticSession(path_, 30000));
  EXPECT_EQ(filesIn(dir_.path()), 1U);
}

TEST_F(SessionFile, OpensInAReadOnlyDirectory) {
  ASSERT_TRUE(testing::writeSyntheticSession(path_, 3000));
  fs::permissions(path_, fs::perms(0644));  // it was its owner's alone
  fs::permissions(dir_.path(), fs::perms(0555));
  EXPECT_TRUE(asNobody([&] {
    auto reader = SessionReader::open(path_);
    return reader && (*reader)->info().events >= 3000 && (*reader)->events(1, 3000).size() == 3000;
  }));
  fs::permissions(dir_.path(), fs::perms(0755));
}

TEST_F(SessionFile, OpensInAReadOnlyDirectoryAfterItsRecorderWasKilled) {
  const std::string live = dir_.file("live.uvscope");
  auto writer = SessionWriter::create(live, {});
  testing::SyntheticServer(**writer).run(3000);
  ASSERT_TRUE((*writer)->commit());
  // As a kill leaves it: the file, its log and the log's index.
  const std::string killed = dir_.file("killed");
  fs::create_directory(killed);
  for (const char* suffix : {"", "-wal", "-shm"}) {
    fs::copy(live + suffix, killed + "/s.uvscope" + suffix);
    fs::permissions(killed + "/s.uvscope" + suffix, fs::perms(0644));
  }
  fs::permissions(killed, fs::perms(0555));
  fs::permissions(dir_.path(), fs::perms(0755));
  EXPECT_TRUE(asNobody([&] {
    auto reader = SessionReader::open(killed + "/s.uvscope");
    return reader && (*reader)->info().events >= 3000;
  }));
  fs::remove(killed + "/s.uvscope-shm");
  EXPECT_TRUE(asNobody([&] {  // without the index the log cannot be used there
    auto reader = SessionReader::open(killed + "/s.uvscope");
    return reader && (*reader)->info().damage.find("writable directory") != std::string::npos;
  }));
  fs::permissions(killed, fs::perms(0755));
}

TEST_F(SessionFile, RefusesWhatIsNoSession) {
  auto missing = SessionReader::open(path_);
  ASSERT_FALSE(missing);
  expectOneLine(missing.error(), ErrorCode::NotFound, path_);

  auto directory = SessionReader::open(dir_.path());
  ASSERT_FALSE(directory);
  expectOneLine(directory.error(), ErrorCode::NotASession, dir_.path());

  for (const std::string& content :
       {std::string(), std::string("hello"), std::string(5000, 'x'), std::string(4096, '\0')}) {
    writeText(path_, content);
    auto other = SessionReader::open(path_);
    ASSERT_FALSE(other);
    expectOneLine(other.error(), ErrorCode::NotASession, path_);
  }
  auto device = SessionReader::open("/dev/null");
  ASSERT_FALSE(device);
  expectOneLine(device.error(), ErrorCode::NotASession, "/dev/null");
}

void runSql(const std::string& path, const char* sql) {
  sqlite3* raw = nullptr;
  sqlite3_open(path.c_str(), &raw);
  const ConnectionPtr db(raw);
  ASSERT_EQ(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
}

TEST_F(SessionFile, RefusesADatabaseOfAnotherProgram) {
  runSql(path_, "CREATE TABLE meta(key, value); INSERT INTO meta VALUES('compatible_version', 1)");
  auto other = SessionReader::open(path_);
  ASSERT_FALSE(other);
  expectOneLine(other.error(), ErrorCode::NotASession, path_);
}

TEST_F(SessionFile, RefusesAFormatThatItIsTooOldFor) {
  ASSERT_TRUE(testing::writeSyntheticSession(path_, 100));
  runSql(path_, "UPDATE meta SET value = 99 WHERE key = 'compatible_version'");
  auto newer = SessionReader::open(path_);
  ASSERT_FALSE(newer);
  expectOneLine(newer.error(), ErrorCode::Unsupported, path_);
}

TEST_F(SessionFile, OpensANewerFormatThatOnlyAdds) {
  ASSERT_TRUE(testing::writeSyntheticSession(path_, 100));
  runSql(path_, "PRAGMA user_version = 7; CREATE TABLE novelty(x)");
  EXPECT_TRUE(SessionReader::open(path_));
}

TEST_F(SessionFile, HasANameThatSqliteWouldTakeForAUri) {
  for (const char* name :
       {"a?mode=memory.uvscope", "50%20.uvscope", "#1.uvscope", "file:x.uvscope"}) {
    ASSERT_TRUE(testing::writeSyntheticSession(dir_.file(name), 100)) << name;
    auto reader = SessionReader::open(dir_.file(name));
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_GE((*reader)->info().events, 100U);
  }
}

}  // namespace
}  // namespace uvscope::storage
