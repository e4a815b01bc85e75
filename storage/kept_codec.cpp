#include "storage/kept_codec.h"

#include <utility>

#include "storage/birth_codec.h"
#include "storage/byte_io.h"
#include "storage/checked_bytes.h"

namespace uvscope::storage {
namespace {

// Which fields follow: those that are as in a fresh record do not.
enum Field : std::uint32_t {
  Running = 1U << 0,
  Made = 1U << 1,  // it has an init
  Closing = 1U << 2,
  Destroyed = 1U << 3,
  Started = 1U << 4,  // a callback has begun
  Runs = 1U << 5,
  Children = 1U << 6,
  Unreferenced = 1U << 7,
  Active = 1U << 8,
  Bytes = 1U << 9,
  Failures = 1U << 10,
  Owner = 1U << 11,
  Work = 1U << 12,
  Stack = 1U << 13,
  Detail = 1U << 14,
  CreatingRun = 1U << 15,
};

std::uint32_t fieldsOf(const KeptRecord& kept) {
  const ResourceRecord& record = kept.record;
  std::uint32_t fields = 0;
  const auto set = [&fields](Field field, bool value) {
    if (value) fields |= field;
  };
  set(Running, kept.running);
  set(Made, record.init_seq != kNoSeq);
  set(Closing, record.closing_seq != kNoSeq);
  set(Destroyed, record.destroyed());
  set(Started, kept.starts != 0 || record.first_before_ns != kNeverNs);
  set(Runs, record.runs != 0 || record.run_ns != 0 || record.max_run_ns != 0);
  set(Children, record.trigger_children != 0 || record.execution_children != 0);
  set(Unreferenced, !record.referenced);
  set(Active, record.active);
  set(Bytes, record.bytes_read != 0 || record.bytes_written != 0);
  set(Failures, record.failures != 0);
  set(Owner, record.owner.value != 0);
  set(Work, record.work_start_ns != kNeverNs || record.work_end_ns != kNeverNs ||
                record.worker.value != 0);
  set(Stack, record.stack.value != 0);
  set(Detail, !record.detail.empty());
  set(CreatingRun, record.creating_run != 0);
  return fields;
}

// Relative to the moment before it, or none.
void writeTime(ByteWriter& out, std::uint64_t from, std::uint64_t ns) {
  out.varint(ns == kNeverNs ? 0 : 1 + packedDifference(from, ns));
}

std::uint64_t readTime(ByteReader& in, std::uint64_t from) {
  const std::uint64_t packed = in.varint();
  return packed == 0 ? kNeverNs : addPacked(from, packed - 1);
}

// Of the record before in the page.
struct Last {
  ResourceNumber number = 0;
  EventSeq seq = 0;
  std::uint64_t ns = 0;
};

void writeRecord(ByteWriter& out, const KeptRecord& kept, Last& last) {
  const ResourceRecord& record = kept.record;
  const std::uint32_t fields = fieldsOf(kept);
  out.varint(fields);
  out.varint(kept.number - last.number);
  out.varint(record.key.context.value);
  out.varint(record.key.id.value);
  out.varint(record.type.value);
  if ((fields & Made) != 0) {
    out.varint(packedDifference(record.key.id.value, record.trigger.value));
    out.varint(packedDifference(record.trigger.value, record.execution.value));
    out.varint(packedDifference(last.seq, record.init_seq));
    out.varint(packedDifference(last.ns, record.init_ns));
  }
  writeTime(out, record.init_ns, record.last_event_ns);
  out.varint(packedDifference(record.init_seq, kept.last_seq));
  if ((fields & Closing) != 0) {
    out.varint(packedDifference(record.init_seq, record.closing_seq));
    writeTime(out, record.last_event_ns, record.closing_ns);
  }
  if ((fields & Destroyed) != 0) {
    out.varint(packedDifference(record.init_seq, record.destroy_seq));
    writeTime(out, record.last_event_ns, record.destroy_ns);
  }
  if ((fields & Started) != 0) {
    out.varint(kept.starts);
    writeTime(out, record.init_ns, record.first_before_ns);
  }
  if ((fields & Runs) != 0) {
    out.varint(record.runs);
    out.varint(record.run_ns);
    out.varint(record.max_run_ns);
  }
  if ((fields & Children) != 0) {
    out.varint(record.trigger_children);
    out.varint(record.execution_children);
  }
  if ((fields & Bytes) != 0) {
    out.varint(record.bytes_read);
    out.varint(record.bytes_written);
  }
  if ((fields & Failures) != 0) out.varint(record.failures);
  if ((fields & Owner) != 0) out.varint(record.owner.value);
  if ((fields & Work) != 0) {
    writeTime(out, record.init_ns, record.work_start_ns);
    writeTime(out, record.init_ns, record.work_end_ns);
    out.varint(record.worker.value);
  }
  if ((fields & Stack) != 0) out.varint(record.stack.value);
  if ((fields & CreatingRun) != 0) out.varint(record.creating_run);
  if ((fields & Detail) != 0) {
    const std::string_view detail = std::string_view(record.detail).substr(0, kMaxDetailBytes);
    out.varint(detail.size());
    out.append({reinterpret_cast<const std::uint8_t*>(detail.data()), detail.size()});
  }
  last = {kept.number, record.init_seq, record.init_ns};
}

std::uint32_t small(ByteReader& in) {
  return static_cast<std::uint32_t>(in.varint());
}

bool readRecord(ByteReader& in, KeptRecord& kept, Last& last) {
  ResourceRecord& record = kept.record;
  const std::uint32_t fields = small(in);
  kept.running = (fields & Running) != 0;
  kept.number = last.number + in.varint();
  record.key.context.value = small(in);
  record.key.id.value = in.varint();
  record.type.value = static_cast<std::uint16_t>(in.varint());
  if ((fields & Made) != 0) {
    record.trigger.value = addPacked(record.key.id.value, in.varint());
    record.execution.value = addPacked(record.trigger.value, in.varint());
    record.init_seq = addPacked(last.seq, in.varint());
    record.init_ns = addPacked(last.ns, in.varint());
  }
  record.last_event_ns = readTime(in, record.init_ns);
  kept.last_seq = addPacked(record.init_seq, in.varint());
  if ((fields & Closing) != 0) {
    record.closing_seq = addPacked(record.init_seq, in.varint());
    record.closing_ns = readTime(in, record.last_event_ns);
  }
  if ((fields & Destroyed) != 0) {
    record.destroy_seq = addPacked(record.init_seq, in.varint());
    record.destroy_ns = readTime(in, record.last_event_ns);
  }
  if ((fields & Started) != 0) {
    kept.starts = small(in);
    record.first_before_ns = readTime(in, record.init_ns);
  }
  if ((fields & Runs) != 0) {
    record.runs = in.varint();
    record.run_ns = in.varint();
    record.max_run_ns = in.varint();
  }
  if ((fields & Children) != 0) {
    record.trigger_children = small(in);
    record.execution_children = small(in);
  }
  record.referenced = (fields & Unreferenced) == 0;
  record.active = (fields & Active) != 0;
  if ((fields & Bytes) != 0) {
    record.bytes_read = in.varint();
    record.bytes_written = in.varint();
  }
  if ((fields & Failures) != 0) record.failures = small(in);
  if ((fields & Owner) != 0) record.owner.value = in.varint();
  if ((fields & Work) != 0) {
    record.work_start_ns = readTime(in, record.init_ns);
    record.work_end_ns = readTime(in, record.init_ns);
    record.worker.value = small(in);
  }
  if ((fields & Stack) != 0) record.stack.value = small(in);
  if ((fields & CreatingRun) != 0) record.creating_run = small(in);
  if ((fields & Detail) != 0) {
    const std::uint64_t size = in.varint();
    if (size > kMaxDetailBytes) return false;
    const std::span<const std::uint8_t> text = in.take(size);
    record.detail.assign(text.begin(), text.end());
  }
  last = {kept.number, record.init_seq, record.init_ns};
  return in.ok();
}

}  // namespace

std::vector<std::uint8_t> encodeKept(std::span<const KeptRecord> records) {
  ByteWriter body;
  body.varint(records.size());
  Last last;
  for (const KeptRecord& record : records)
    writeRecord(body, record, last);
  return withChecksum(body.bytes());
}

bool decodeKept(std::span<const std::uint8_t> bytes, std::vector<KeptRecord>& out) {
  out.clear();
  std::optional<ByteReader> checked = checkedBody(bytes);
  if (!checked) return false;
  ByteReader& in = *checked;
  const std::uint64_t count = in.varint();
  if (count > kKeptPerPage) return false;
  out.resize(count);
  Last last;
  for (KeptRecord& record : out) {
    if (!readRecord(in, record, last)) return false;
  }
  return in.done();
}

}  // namespace uvscope::storage
