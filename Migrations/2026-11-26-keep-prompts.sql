-- Why: prompts are kept to be used again and to be found again, and what came from what is known for good.

CREATE TABLE prompts (
  -- In the order of their making, which is the order of every list and of the full text.
  number INTEGER NOT NULL PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  negative_prompt TEXT NOT NULL,
  -- A list; prompt_tags has them one by one.
  tags TEXT NOT NULL,
  folder TEXT NOT NULL,
  favorite INTEGER NOT NULL CHECK (favorite IN (0, 1)),
  current_version INTEGER NOT NULL CHECK (current_version > 0),
  use_count INTEGER NOT NULL CHECK (use_count >= 0),
  last_used_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  version INTEGER NOT NULL CHECK (version > 0),
  -- As hexadecimal digits: a word like the others, so that no search looks through another room.
  workspace TEXT NOT NULL GENERATED ALWAYS AS (lower(hex(workspace_id))) VIRTUAL
) STRICT;

CREATE INDEX prompts_of_workspace ON prompts (workspace_id);
CREATE INDEX prompts_kept ON prompts (workspace_id, number) WHERE deleted_at IS NULL;
CREATE INDEX prompts_in_folders ON prompts (workspace_id, folder, number) WHERE deleted_at IS NULL;
CREATE INDEX prompts_favorite ON prompts (workspace_id, number) WHERE deleted_at IS NULL AND favorite = 1;
CREATE INDEX prompts_trashed ON prompts (deleted_at, id, workspace_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX prompts_trashed_of_workspace ON prompts (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

-- Those of prompts in the trash too.
CREATE TABLE prompt_tags (
  workspace_id BLOB NOT NULL,
  tag TEXT NOT NULL,
  number INTEGER NOT NULL REFERENCES prompts (number) ON DELETE CASCADE,
  PRIMARY KEY (workspace_id, tag, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX prompt_tags_of_prompt ON prompt_tags (number);

-- Every wording that a prompt ever had, the one that it has included.
CREATE TABLE prompt_versions (
  prompt_id BLOB NOT NULL REFERENCES prompts (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number > 0),
  text TEXT NOT NULL,
  negative_prompt TEXT NOT NULL,
  -- The hash of both.
  content BLOB NOT NULL CHECK (length(content) = 32),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (prompt_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX prompt_versions_by_content ON prompt_versions (content);

CREATE TRIGGER prompts_count_new AFTER INSERT ON prompts WHEN new.deleted_at IS NULL BEGIN
  UPDATE workspaces SET prompts = prompts + 1 WHERE id = new.workspace_id;
END;

CREATE TRIGGER prompts_count_gone AFTER DELETE ON prompts WHEN old.deleted_at IS NULL BEGIN
  UPDATE workspaces SET prompts = prompts - 1 WHERE id = old.workspace_id;
END;

CREATE TRIGGER prompts_count_moved AFTER UPDATE OF deleted_at ON prompts
WHEN (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
  UPDATE workspaces SET prompts = prompts + iif(new.deleted_at IS NULL, 1, -1) WHERE id = new.workspace_id;
END;

CREATE VIRTUAL TABLE prompt_words USING fts5 (
  title, text, negative_prompt, tags, workspace, content = 'prompts', content_rowid = 'number',
  tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER prompts_words_new AFTER INSERT ON prompts BEGIN
  INSERT INTO prompt_words (rowid, title, text, negative_prompt, tags, workspace)
  VALUES (new.number, new.title, new.text, new.negative_prompt, new.tags, lower(hex(new.workspace_id)));
END;

CREATE TRIGGER prompts_words_gone AFTER DELETE ON prompts BEGIN
  INSERT INTO prompt_words (prompt_words, rowid, title, text, negative_prompt, tags, workspace)
  VALUES ('delete', old.number, old.title, old.text, old.negative_prompt, old.tags, lower(hex(old.workspace_id)));
END;

CREATE TRIGGER prompts_words_changed AFTER UPDATE OF title, text, negative_prompt, tags ON prompts
WHEN new.title <> old.title OR new.text <> old.text OR new.negative_prompt <> old.negative_prompt
  OR new.tags <> old.tags BEGIN
  INSERT INTO prompt_words (prompt_words, rowid, title, text, negative_prompt, tags, workspace)
  VALUES ('delete', old.number, old.title, old.text, old.negative_prompt, old.tags, lower(hex(old.workspace_id)));
  INSERT INTO prompt_words (rowid, title, text, negative_prompt, tags, workspace)
  VALUES (new.number, new.title, new.text, new.negative_prompt, new.tags, lower(hex(new.workspace_id)));
END;

-- Every prompt that was ever sent off, once for each workspace. It stays when pictures and generations go.
CREATE TABLE prompt_history (
  -- Given anew with every use, so that the last used comes first in every list and in the full text.
  number INTEGER NOT NULL PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  -- The hash of its text.
  content BLOB NOT NULL CHECK (length(content) = 32),
  text TEXT NOT NULL,
  -- What was said beside it the last time, and to which model.
  negative_prompt TEXT NOT NULL,
  model TEXT NOT NULL,
  use_count INTEGER NOT NULL CHECK (use_count > 0),
  first_used_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  workspace TEXT NOT NULL GENERATED ALWAYS AS (lower(hex(workspace_id))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX prompt_history_by_content ON prompt_history (workspace_id, content);
CREATE INDEX prompt_history_of_workspace ON prompt_history (workspace_id, number);

CREATE VIRTUAL TABLE prompt_history_words USING fts5 (
  text, negative_prompt, workspace, content = 'prompt_history', content_rowid = 'number',
  tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER prompt_history_words_new AFTER INSERT ON prompt_history BEGIN
  INSERT INTO prompt_history_words (rowid, text, negative_prompt, workspace)
  VALUES (new.number, new.text, new.negative_prompt, lower(hex(new.workspace_id)));
END;

CREATE TRIGGER prompt_history_words_gone AFTER DELETE ON prompt_history BEGIN
  INSERT INTO prompt_history_words (prompt_history_words, rowid, text, negative_prompt, workspace)
  VALUES ('delete', old.number, old.text, old.negative_prompt, lower(hex(old.workspace_id)));
END;

CREATE TRIGGER prompt_history_words_changed AFTER UPDATE ON prompt_history BEGIN
  INSERT INTO prompt_history_words (prompt_history_words, rowid, text, negative_prompt, workspace)
  VALUES ('delete', old.number, old.text, old.negative_prompt, lower(hex(old.workspace_id)));
  INSERT INTO prompt_history_words (rowid, text, negative_prompt, workspace)
  VALUES (new.number, new.text, new.negative_prompt, lower(hex(new.workspace_id)));
END;

-- What a generation was made from, noted when it is ordered. No reference to the sources: they may go before it.
CREATE TABLE generation_sources (
  generation_id BLOB NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('prompt', 'enhancement', 'message', 'initImage', 'maskImage', 'referenceImage',
    'parentImage')),
  source_id BLOB NOT NULL CHECK (length(source_id) = 16),
  -- Of a prompt: the number of its wording.
  version INTEGER CHECK (version > 0),
  PRIMARY KEY (generation_id, role, source_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX generation_sources_by_source ON generation_sources (source_id, generation_id);
CREATE INDEX images_by_parent ON images (parent_image_id) WHERE parent_image_id IS NOT NULL;

-- Of generations from before only the pictures are known that they began with.
WITH named AS MATERIALIZED (SELECT id, lower(hex(id)) AS name FROM images),
  asked (generation_id, role, name) AS (
    SELECT generations.id, member.key, replace(member.value, '-', '') FROM generations, json_each(recipe) AS member
    WHERE member.key IN ('initImageId', 'maskImageId', 'parentImageId') AND member.type = 'text'
    UNION ALL
    SELECT generations.id, 'referenceImageId', replace(member.value, '-', '')
    FROM generations, json_each(recipe, '$.referenceImageIds') AS member WHERE member.type = 'text'
  )
INSERT OR IGNORE INTO generation_sources (generation_id, role, source_id)
SELECT generation_id, substr(role, 1, length(role) - 2), named.id FROM asked JOIN named USING (name);
