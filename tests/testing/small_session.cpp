#include "tests/testing/small_session.h"

#include <fstream>
#include <stdexcept>
#include <vector>

#include "storage/session_reader.h"
#include "storage/session_writer.h"
#include "tests/testing/must_succeed.h"
#include "tests/testing/random_stream.h"
#include "tests/testing/same_answers.h"
#include "tests/testing/sanitized.h"

namespace uvscope::testing {

SmallSession::SmallSession(bool finished) {
  storage::SessionWriterOptions options;
  options.chunk_events = 3;
  auto writer = storage::SessionWriter::create(path_, options);
  if (!writer) throw std::runtime_error(writer.error().message);
  Tee both(**writer, model_);
  RandomStream stream(24, Discipline::Broken);
  stream.announce(both);
  const std::vector<core::StackFrame> frames{{"/bin/x", 1, "main", "m.c", 5, false}};
  (*writer)->onFrames(core::CodeId{1}, frames);
  (*writer)->onStack(core::StackId{1}, std::vector{core::CodeId{1}}, "main (m.c:5)");
  both.onDropped(core::ContextId{1}, 5);
  stream.feed(both, 900);
  core::Event loop;
  loop.ts_ns = model_.info().duration_ns;
  loop.context = core::ContextId{1};
  loop.kind = core::EventKind::LoopStart;
  loop.trigger.value = 1;
  both.onEvents({&loop, 1});
  both.onDetail(model_.resources(0, 1).front().key, "a detail");
  mustSucceed(finished ? (*writer)->finish(model_.info().duration_ns) : (*writer)->commit());
  writer->reset();
  std::ifstream in(path_, std::ios::binary);
  whole_.assign(std::istreambuf_iterator<char>(in), {});
}

void SmallSession::replaceBy(const std::string& bytes) {
  std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
}

std::string SmallSession::damage() {
  auto reader = storage::SessionReader::open(path_);
  if (!reader) return reader.error().message;
  Questions questions;
  questions.overview = false;  // of many chunks it is coarser
  if (kSlower != 1) questions.rounds = 2;
  difference_ = firstDifference(**reader, model_, questions);
  if ((*reader)->site(core::StackId{1}) != "main (m.c:5)") difference_ = "a site";
  if ((*reader)->frames(core::StackId{1}).size() != 1) difference_ = "a stack";
  const std::uint64_t end = (*reader)->info().duration_ns + 1;
  static_cast<void>((*reader)->overview(0, end, 1000));
  static_cast<void>((*reader)->load(0, end, 1000));
  static_cast<void>((*reader)->aliveCurves(0, end, 100));
  return (*reader)->info().damage;
}

}  // namespace uvscope::testing
