/**
 * What each schema version adds to the one before; the version is in the database's `user_version`. Text of clients
 * is kept in BLOBs, because a TEXT value with a NUL in it reads back cut short. Originals and sent forms are deflated;
 * `keys` too. The small JSON of `facts` and `row` is read in bulk, where inflating would cost more than it saves.
 *
 * - originals: `seen` numbers the transactions that stored or met an original, so that age has an order that no clock can
 *   turn round; `bytes` is the original's length, `stored` that of `body`, its deflated form.
 * - decisions: `sent` is NULL where a block is left as it was, `facts` the other fields as JSON.
 * - counted: keys of blocks whose tokens are in the ledger already.
 * - requests: `grown` marks those that tell what the provider counts for a text, so that these are found without the others.
 *   `priced` marks those whose row says what was paid; older ones are filled in.
 * - replaced: the keys that `requests.row` leaves out, as long as originals are kept.
 * - titles: what sessions are called, as long as originals are kept.
 * - cache_programs, cache_requests, cache_accounts, cache_refusals: what the planner of breakpoints knows of programs, of
 *   the latest request of each conversation, of what breakpoints saved in it, and of upstreams that take none.
 * - prompts: hashes of the latest prompts, two a conversation, so that a later process knows what could be read from the cache.
 *   `open` says that something is still to be seen of a request, `end` is that of its `hashes` at its newest user message.
 * - day_sums: what requests with a key in common add up to, three times: by session and day, by day alone, and by month (`month` is 1).
 *   `summed` is the number of the latest request that they hold; later ones are added to what is read of them.
 * - learned_sessions: what `learn` keeps of a transcript, by a hash of where it is; learned_files: what it wrote into a file.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE originals (
     hash BLOB PRIMARY KEY NOT NULL,
     seen INTEGER NOT NULL,
     time INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     stored INTEGER NOT NULL,
     body BLOB NOT NULL
   ) STRICT;
   CREATE INDEX originals_by_age ON originals (seen, time, stored);
   CREATE TABLE decisions (
     key BLOB PRIMARY KEY NOT NULL,
     time INTEGER NOT NULL,
     facts BLOB NOT NULL,
     sent BLOB
   ) STRICT;
   CREATE TABLE requests (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     time INTEGER NOT NULL,
     demo INTEGER NOT NULL,
     project BLOB NOT NULL,
     session BLOB NOT NULL,
     row BLOB NOT NULL
   ) STRICT;
   CREATE INDEX requests_by_time ON requests (time, id);
   CREATE TABLE replaced (
     request INTEGER PRIMARY KEY,
     keys BLOB NOT NULL
   ) STRICT;
   CREATE TABLE counted (key BLOB PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE cache_programs (
     program BLOB PRIMARY KEY NOT NULL,
     time INTEGER NOT NULL,
     habits BLOB NOT NULL
   ) STRICT;
   CREATE TABLE cache_requests (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     program BLOB NOT NULL,
     upstream BLOB NOT NULL,
     time INTEGER NOT NULL,
     open INTEGER NOT NULL,
     end BLOB NOT NULL,
     facts BLOB NOT NULL,
     hashes BLOB NOT NULL
   ) STRICT;
   CREATE INDEX cache_requests_by_time ON cache_requests (program, upstream, time);
   CREATE INDEX cache_requests_by_end ON cache_requests (program, upstream, end);
   CREATE TABLE cache_accounts (
     conversation INTEGER PRIMARY KEY,
     time INTEGER NOT NULL,
     requests INTEGER NOT NULL,
     dollars REAL NOT NULL
   ) STRICT;
   CREATE TABLE cache_refusals (
     upstream BLOB PRIMARY KEY NOT NULL,
     until INTEGER NOT NULL
   ) STRICT;`,
  `CREATE TABLE prompts (
     id BLOB PRIMARY KEY NOT NULL,
     time INTEGER NOT NULL,
     facts BLOB NOT NULL,
     prefixes BLOB NOT NULL,
     contents BLOB NOT NULL,
     ends BLOB NOT NULL,
     forms BLOB NOT NULL
   ) STRICT;
   CREATE INDEX prompts_by_time ON prompts (time);`,
  `CREATE TABLE learned_sessions (
     source BLOB PRIMARY KEY NOT NULL,
     fingerprint BLOB NOT NULL,
     agent BLOB NOT NULL,
     root BLOB NOT NULL,
     project BLOB NOT NULL,
     time INTEGER NOT NULL,
     digest BLOB NOT NULL
   ) STRICT;
   CREATE INDEX learned_sessions_by_project ON learned_sessions (project, time);
   CREATE TABLE learned_files (
     file BLOB PRIMARY KEY NOT NULL,
     project BLOB NOT NULL,
     time INTEGER NOT NULL,
     written BLOB NOT NULL
   ) STRICT;`,
  `ALTER TABLE requests ADD COLUMN grown INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX requests_grown ON requests (id) WHERE grown = 1;`,
  `ALTER TABLE requests ADD COLUMN priced INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX requests_unpriced ON requests (id) WHERE priced = 0;
   CREATE TABLE titles (
     session BLOB PRIMARY KEY NOT NULL,
     time INTEGER NOT NULL,
     title BLOB NOT NULL
   ) STRICT;`,
  `CREATE TABLE day_sums (
     name BLOB PRIMARY KEY NOT NULL,
     day INTEGER NOT NULL,
     month INTEGER NOT NULL,
     demo INTEGER NOT NULL,
     project BLOB NOT NULL,
     session BLOB,
     key BLOB NOT NULL,
     first INTEGER NOT NULL,
     last INTEGER NOT NULL,
     counts BLOB NOT NULL
   ) STRICT;
   CREATE INDEX day_sums_by_session ON day_sums (session, month, day);
   CREATE TABLE summed (one INTEGER PRIMARY KEY CHECK (one = 1), request INTEGER NOT NULL) STRICT;`,
];

/** The version that this program writes. */
export const schemaVersion = migrations.length;
