-- Why: the connections that a person set up, their keys, and what models they last said to have.

CREATE TABLE providers (
  id TEXT NOT NULL PRIMARY KEY,
  -- No list of kinds here: a row may be of a kind that this version does not know.
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  base_url TEXT,
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  key_hint TEXT,
  options TEXT NOT NULL,
  concurrency INTEGER NOT NULL CHECK (concurrency BETWEEN 1 AND 64),
  requests_per_minute INTEGER CHECK (requests_per_minute BETWEEN 1 AND 100000),
  daily_budget_micros INTEGER CHECK (daily_budget_micros >= 0),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0)
) STRICT, WITHOUT ROWID;

-- Sealed with a key that lies outside of this folder, for this provider and this origin and no other.
CREATE TABLE sealed_keys (
  provider_id TEXT NOT NULL PRIMARY KEY REFERENCES providers (id) ON DELETE CASCADE,
  sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Model cards as they were last seen, so that they outlive an outage.
CREATE TABLE models (
  provider_id TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
  model TEXT NOT NULL,
  card TEXT NOT NULL,
  PRIMARY KEY (provider_id, model)
) STRICT, WITHOUT ROWID;
