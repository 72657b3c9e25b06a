/**
 * What each schema version adds to the one before; the version stands in the database's `user_version`. Text of clients
 * is kept in BLOBs, because a TEXT value with a NUL in it reads back cut short. Originals and sent forms are deflated;
 * `keys` too. The small JSON of `facts` and `row` is read in bulk, where inflating would cost more than it saves.
 *
 * - originals: `seen` numbers the transactions that stored or met an original, so that age has an order that no clock can
 *   turn round; `bytes` is the original's length, `stored` that of `body`, its deflated form.
 * - decisions: `sent` is NULL where a block is left alone, `facts` the other fields as JSON.
 * - counted: keys of blocks whose tokens are in the ledger already.
 * - replaced: the keys that `requests.row` leaves out, for the latest requests.
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
];

/** The version that this program writes. */
export const schemaVersion = migrations.length;
