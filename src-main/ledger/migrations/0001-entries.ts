import type { Migration } from '../../storage/database.ts';

/**
 * `hashes`: the leaf hash, then the roots of all perfect subtrees whose last leaf this is, upwards; so the node (level, index)
 * of the tree stands in the row ((index + 1) << level) - 1 at level · 32, and a proof reads one row per level.
 * `personal` holds what may be erased; the leaf holds a commitment to it.
 * `operation` repeats the leaf's, to be found by.
 */
export const entries: Migration = {
  version: 1,
  name: 'entries, personal data, checkpoints, identity',
  sql: `
    CREATE TABLE entry (
      position INTEGER PRIMARY KEY,
      leaf BLOB NOT NULL,
      hashes BLOB NOT NULL,
      operation BLOB UNIQUE
    ) STRICT;
    CREATE TABLE personal (
      position INTEGER PRIMARY KEY REFERENCES entry (position),
      salt BLOB,
      data BLOB
    ) STRICT;
    CREATE TABLE checkpoint (
      size INTEGER PRIMARY KEY,
      note TEXT NOT NULL
    ) STRICT;
    CREATE TABLE identity (
      single INTEGER PRIMARY KEY CHECK (single = 1),
      verifier_key TEXT NOT NULL
    ) STRICT;
  `,
};
