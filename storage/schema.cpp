#include "storage/schema.h"

namespace uvscope::storage {

// Times are nanoseconds since session start, NULL for never. event_chunk, event_directory,
// resource_row and type_total are internal: they change between versions, the tables of
// docs/schema.md do not.
const char* const kCreateSchemaSql = R"sql(
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE process(
  id INTEGER PRIMARY KEY,
  pid INTEGER NOT NULL,
  parent_pid INTEGER NOT NULL,
  executable TEXT NOT NULL,
  arguments TEXT NOT NULL,
  start_ns INTEGER NOT NULL,
  end_ns INTEGER,
  exit_status INTEGER,
  term_signal INTEGER
) STRICT;

CREATE TABLE context(
  id INTEGER PRIMARY KEY,
  process INTEGER NOT NULL,
  thread_id INTEGER NOT NULL,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE type(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE loop(
  context INTEGER NOT NULL,
  number INTEGER NOT NULL,
  starts INTEGER NOT NULL,
  iterations INTEGER NOT NULL,
  poll_ns INTEGER NOT NULL,
  callback_ns INTEGER NOT NULL,
  first_ns INTEGER NOT NULL,
  last_ns INTEGER NOT NULL,
  PRIMARY KEY(context, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE dropped(
  context INTEGER NOT NULL,
  after_seq INTEGER NOT NULL,
  count INTEGER NOT NULL
) STRICT;

CREATE TABLE frame(
  code INTEGER NOT NULL,
  position INTEGER NOT NULL,
  module TEXT NOT NULL,
  offset INTEGER NOT NULL,
  function TEXT NOT NULL,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  inlined INTEGER NOT NULL,
  PRIMARY KEY(code, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE stack(
  id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  code INTEGER NOT NULL,
  PRIMARY KEY(id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE site(
  stack INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE finding(
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  context INTEGER,
  resource INTEGER,
  seq INTEGER,
  message TEXT NOT NULL
) STRICT;

CREATE TABLE note(
  id INTEGER PRIMARY KEY,
  context INTEGER,
  resource INTEGER,
  seq INTEGER,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE event_chunk(
  id INTEGER PRIMARY KEY,
  key_frame BLOB NOT NULL,
  events BLOB NOT NULL
) STRICT;

CREATE TABLE event_directory(
  id INTEGER PRIMARY KEY,
  entries BLOB NOT NULL
) STRICT;

CREATE TABLE type_total(
  type INTEGER PRIMARY KEY,
  total INTEGER NOT NULL,
  alive INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  run_ns INTEGER NOT NULL
) STRICT;

CREATE TABLE resource_row(
  number INTEGER PRIMARY KEY,
  context INTEGER NOT NULL,
  id INTEGER NOT NULL,
  type INTEGER NOT NULL,
  trigger_id INTEGER,
  execution_id INTEGER,
  init_seq INTEGER,
  closing_seq INTEGER,
  destroy_seq INTEGER,
  init_ns INTEGER,
  closing_ns INTEGER,
  destroy_ns INTEGER,
  first_before_ns INTEGER,
  last_event_ns INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  life INTEGER NOT NULL,
  starts INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  run_ns INTEGER NOT NULL,
  max_run_ns INTEGER NOT NULL,
  creating_run INTEGER NOT NULL,
  trigger_children INTEGER NOT NULL,
  execution_children INTEGER NOT NULL,
  referenced INTEGER NOT NULL,
  detail TEXT NOT NULL,
  stack INTEGER,
  active INTEGER NOT NULL,
  bytes_read INTEGER NOT NULL,
  bytes_written INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  owner_id INTEGER,
  work_start_ns INTEGER,
  work_end_ns INTEGER,
  worker INTEGER
) STRICT;
CREATE UNIQUE INDEX resource_row_key ON resource_row(context, id);
CREATE INDEX resource_row_trigger ON resource_row(context, trigger_id, number);
CREATE INDEX resource_row_execution ON resource_row(context, execution_id, number);
CREATE INDEX resource_row_life ON resource_row(life, number);
)sql";

}  // namespace uvscope::storage
