-- Why: styles and word lists, which people put over and into their prompts.
-- A name is unique among those in use, told apart without its case; what lies in the trash does not hold it.

CREATE TABLE styles (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  version INTEGER NOT NULL CHECK (version > 0),
  positive TEXT NOT NULL,
  negative_prompt TEXT NOT NULL,
  steps INTEGER,
  guidance REAL,
  sampler TEXT
) STRICT;

CREATE UNIQUE INDEX styles_by_name ON styles (workspace_id, name_key) WHERE deleted_at IS NULL;
-- For the lists of both shelves, and what the end of a workspace looks for.
CREATE INDEX styles_of_workspace ON styles (workspace_id, deleted_at, id);
CREATE INDEX styles_trashed ON styles (deleted_at, id, workspace_id) WHERE deleted_at IS NOT NULL;

CREATE TABLE word_lists (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  version INTEGER NOT NULL CHECK (version > 0),
  word_count INTEGER NOT NULL CHECK (word_count >= 0),
  -- One to a line; last, so that a list of lists does not read them.
  words TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX word_lists_by_name ON word_lists (workspace_id, name_key) WHERE deleted_at IS NULL;
CREATE INDEX word_lists_of_workspace ON word_lists (workspace_id, deleted_at, id);
CREATE INDEX word_lists_trashed ON word_lists (deleted_at, id, workspace_id) WHERE deleted_at IS NOT NULL;
