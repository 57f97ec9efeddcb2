-- Why: pictures, what people say of them, and the files that nobody names any more.
-- The pixels are never in here: a row names its file in images/ by the file's hash.

CREATE TABLE images (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  source TEXT NOT NULL CHECK (source IN ('generated', 'uploaded', 'imported')),
  generation_id BLOB CHECK (length(generation_id) = 16),
  -- Its place among the pictures of its generation.
  position INTEGER NOT NULL CHECK (position >= 0),
  title TEXT NOT NULL,
  alt TEXT NOT NULL,
  recipe TEXT,
  model TEXT,
  provider TEXT,
  -- Unsigned: seeds of 2^63 and more lie here as negative numbers.
  seed INTEGER,
  format TEXT NOT NULL CHECK (format IN ('png', 'jpeg', 'webp')),
  width INTEGER NOT NULL CHECK (width > 0),
  height INTEGER NOT NULL CHECK (height > 0),
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  placeholder BLOB NOT NULL,
  favorite INTEGER NOT NULL CHECK (favorite IN (0, 1)),
  rating INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 5),
  -- No reference: a picture outlives what it was made from.
  parent_image_id BLOB CHECK (length(parent_image_id) = 16),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  version INTEGER NOT NULL CHECK (version > 0)
) STRICT;

-- One index per list. Those over all workspaces know the workspace, so that the pictures of one in the trash are
-- passed over without a look at their rows.
CREATE INDEX images_kept ON images (id, workspace_id) WHERE deleted_at IS NULL;
CREATE INDEX images_kept_of_workspace ON images (workspace_id, id) WHERE deleted_at IS NULL;
CREATE INDEX images_trashed ON images (deleted_at, id, workspace_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX images_trashed_of_workspace ON images (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX images_by_content ON images (sha256);
-- Also what the end of a workspace looks for.
CREATE INDEX images_of_workspace_by_content ON images (workspace_id, sha256);

CREATE TABLE image_tags (
  image_id BLOB NOT NULL REFERENCES images (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (image_id, position),
  UNIQUE (tag, image_id)
) STRICT, WITHOUT ROWID;

-- Files that lost a row, or never got one: what sweeps them looks whether another row names them.
-- AUTOINCREMENT: a note is never taken for an older one.
CREATE TABLE loose_files (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  format TEXT NOT NULL
) STRICT;

CREATE INDEX loose_files_by_content ON loose_files (sha256, id);

CREATE TRIGGER images_loosen_file AFTER DELETE ON images BEGIN
  INSERT INTO loose_files (sha256, format) VALUES (old.sha256, old.format);
END;

-- How many pictures a workspace has, those in its trash left out. Its version stays: nobody edited it.
CREATE TRIGGER images_count_new AFTER INSERT ON images WHEN new.deleted_at IS NULL BEGIN
  UPDATE workspaces SET images = images + 1 WHERE id = new.workspace_id;
END;

CREATE TRIGGER images_count_gone AFTER DELETE ON images WHEN old.deleted_at IS NULL BEGIN
  UPDATE workspaces SET images = images - 1 WHERE id = old.workspace_id;
END;

CREATE TRIGGER images_count_moved AFTER UPDATE OF workspace_id, deleted_at ON images BEGIN
  UPDATE workspaces SET images = images - 1 WHERE id = old.workspace_id AND old.deleted_at IS NULL;
  UPDATE workspaces SET images = images + 1 WHERE id = new.workspace_id AND new.deleted_at IS NULL;
END;
