-- Why: a prompt that was made better is kept beside the one it came from, so that a picture can tell its origin.

CREATE TABLE enhancements (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  negative_prompt TEXT,
  image_model TEXT NOT NULL,
  style TEXT,
  instructions TEXT,
  -- A list of texts.
  locked_words TEXT NOT NULL,
  text_model TEXT NOT NULL,
  -- A list of {text, negativePrompt, notes, diff}.
  candidates TEXT NOT NULL,
  fallback_model TEXT,
  fallback_code TEXT,
  cost_micros INTEGER CHECK (cost_micros >= 0),
  cached INTEGER NOT NULL CHECK (cached IN (0, 1)),
  -- The digest of all that decides what comes of it: what is alike may be taken again.
  fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX enhancements_of_workspace ON enhancements (workspace_id, id);
CREATE INDEX enhancements_alike ON enhancements (workspace_id, fingerprint, id) WHERE fallback_model IS NULL;
