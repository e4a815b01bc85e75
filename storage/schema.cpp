#include "storage/schema.h"

namespace uvscope::storage {

// Times are nanoseconds since session start, NULL for never. From event_chunk on the tables are
// internal: they change between versions, the tables of docs/schema.md do not. `sum`: see
// storage/checked_rows.h; it stands before blobs, which may take pages of their own.
const char* const kCreateSchemaSql = R"sql(
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value ANY,
  sum INTEGER NOT NULL
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
  term_signal INTEGER,
  sum INTEGER NOT NULL
) STRICT;

CREATE TABLE context(
  id INTEGER PRIMARY KEY,
  process INTEGER NOT NULL,
  thread_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  sum INTEGER NOT NULL
) STRICT;

CREATE TABLE type(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sum INTEGER NOT NULL
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
  sum INTEGER NOT NULL,
  PRIMARY KEY(context, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE dropped(
  context INTEGER NOT NULL,
  after_seq INTEGER NOT NULL,
  count INTEGER NOT NULL,
  sum INTEGER NOT NULL
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
  sum INTEGER NOT NULL,
  PRIMARY KEY(code, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE stack(
  id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  code INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY(id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE site(
  stack INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE finding(
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  context INTEGER,
  resource INTEGER,
  seq INTEGER,
  message TEXT NOT NULL,
  sum INTEGER NOT NULL
) STRICT;

CREATE TABLE note(
  id INTEGER PRIMARY KEY,
  context INTEGER,
  resource INTEGER,
  seq INTEGER,
  text TEXT NOT NULL,
  sum INTEGER NOT NULL
) STRICT;

CREATE TABLE event_chunk(
  id INTEGER PRIMARY KEY,
  sum INTEGER NOT NULL,
  key_frame BLOB NOT NULL,
  events BLOB NOT NULL
) STRICT;

CREATE TABLE event_directory(
  id INTEGER PRIMARY KEY,
  sum INTEGER NOT NULL,
  entries BLOB NOT NULL,
  born BLOB NOT NULL
) STRICT;

CREATE TABLE type_total(
  type INTEGER PRIMARY KEY,
  total INTEGER NOT NULL,
  alive INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  run_ns INTEGER NOT NULL,
  sum INTEGER NOT NULL
) STRICT;

CREATE TABLE birth_chunk(
  id INTEGER PRIMARY KEY,
  sum INTEGER NOT NULL,
  births BLOB NOT NULL
) STRICT;

CREATE TABLE occurrence(
  id INTEGER PRIMARY KEY,
  sum INTEGER NOT NULL,
  entries BLOB NOT NULL
) STRICT;

CREATE TABLE timeline(
  id INTEGER PRIMARY KEY,
  sum INTEGER NOT NULL,
  samples BLOB NOT NULL
) STRICT;

CREATE TABLE alive_type(
  id INTEGER PRIMARY KEY,
  sum INTEGER NOT NULL,
  samples BLOB NOT NULL
) STRICT;

CREATE TABLE busy_context(
  id INTEGER PRIMARY KEY,
  sum INTEGER NOT NULL,
  entries BLOB NOT NULL
) STRICT;

CREATE TABLE subtree(
  id INTEGER PRIMARY KEY,
  sum INTEGER NOT NULL,
  entries BLOB NOT NULL
) STRICT;

CREATE TABLE kept(
  id INTEGER PRIMARY KEY,
  first_number INTEGER NOT NULL,
  unfinished INTEGER NOT NULL,
  last_destroy_seq INTEGER NOT NULL,
  records_sum INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  records BLOB NOT NULL
) STRICT;

CREATE TABLE revived(
  number INTEGER PRIMARY KEY,
  sum INTEGER NOT NULL,
  record BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE odd_birth(
  context INTEGER NOT NULL,
  id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  made INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY(context, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE parent(
  context INTEGER NOT NULL,
  id INTEGER NOT NULL,
  trigger_children INTEGER NOT NULL,
  execution_children INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY(context, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE session_index(
  id INTEGER PRIMARY KEY,
  sum INTEGER NOT NULL,
  pages BLOB NOT NULL
) STRICT;

CREATE TABLE row_count(
  name TEXT PRIMARY KEY,
  count INTEGER NOT NULL,
  sum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE detail_log(
  id INTEGER PRIMARY KEY,
  sum INTEGER NOT NULL,
  details BLOB NOT NULL
) STRICT;
)sql";

}  // namespace uvscope::storage
