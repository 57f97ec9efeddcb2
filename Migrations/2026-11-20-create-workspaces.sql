-- Why: workspaces, and what every change beside them leaves: its event, its remembered answer.
-- Ids are the 16 bytes of a UUIDv7, which sort by time; times are milliseconds since 1970, UTC.

CREATE TABLE workspaces (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  color TEXT NOT NULL,
  image_model TEXT,
  text_model TEXT,
  system_prompt TEXT,
  width INTEGER,
  height INTEGER,
  style_id BLOB CHECK (length(style_id) = 16),
  budget_micros INTEGER CHECK (budget_micros >= 0),
  -- Kept with every change, so that no list ever counts.
  chats INTEGER NOT NULL DEFAULT 0 CHECK (chats >= 0),
  images INTEGER NOT NULL DEFAULT 0 CHECK (images >= 0),
  prompts INTEGER NOT NULL DEFAULT 0 CHECK (prompts >= 0),
  generations INTEGER NOT NULL DEFAULT 0 CHECK (generations >= 0),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  archived_at INTEGER,
  deleted_at INTEGER,
  version INTEGER NOT NULL CHECK (version > 0)
) STRICT;

-- One index per list, in the order of the list and holding only what it shows.
CREATE INDEX workspaces_kept ON workspaces (id) WHERE deleted_at IS NULL;
CREATE INDEX workspaces_active ON workspaces (id) WHERE deleted_at IS NULL AND archived_at IS NULL;
CREATE INDEX workspaces_archived ON workspaces (id) WHERE deleted_at IS NULL AND archived_at IS NOT NULL;
CREATE INDEX workspaces_trashed ON workspaces (deleted_at, id) WHERE deleted_at IS NOT NULL;

-- AUTOINCREMENT: an id is never given twice, even when all events were trimmed.
-- No reference to the workspace: what happened outlives what it happened to.
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  workspace_id BLOB CHECK (length(workspace_id) = 16),
  subject TEXT NOT NULL
) STRICT;

CREATE INDEX events_of_workspace ON events (workspace_id, id) WHERE workspace_id IS NOT NULL;

-- The first answer to a request that may be sent again.
CREATE TABLE idempotency (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash BLOB NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL,
  body BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT;

CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- Few values about the studio itself.
CREATE TABLE studio (
  key TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
