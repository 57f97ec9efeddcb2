-- Why: pictures are to be found again. Every word and every mark of a picture becomes a word of one full-text index, so
-- that any filters together are one walk through it, newest first; what a gallery counts by is kept counted.

DROP TRIGGER images_count_gone;
DROP TRIGGER images_count_moved;
DROP TRIGGER images_count_new;
DROP TRIGGER images_loosen_file;

ALTER TABLE images RENAME TO images_before;

CREATE TABLE images (
  -- The order of every list: the millisecond of its making, times 4096, and the next that was free.
  number INTEGER NOT NULL PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  source TEXT NOT NULL CHECK (source IN ('generated', 'uploaded', 'imported')),
  generation_id BLOB CHECK (length(generation_id) = 16),
  -- Its place among the pictures of its generation.
  position INTEGER NOT NULL CHECK (position >= 0),
  title TEXT NOT NULL,
  alt TEXT NOT NULL,
  -- Those of the recipe, to be found and shown without reading it.
  prompt TEXT,
  negative_prompt TEXT,
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
  -- How it looks, in 64 bits.
  likeness INTEGER,
  favorite INTEGER NOT NULL CHECK (favorite IN (0, 1)),
  rating INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 5),
  -- A list of texts.
  tags TEXT NOT NULL,
  -- A list of ids in hexadecimal digits, those of albums in the trash included.
  albums TEXT NOT NULL,
  -- No reference: a picture outlives what it was made from.
  parent_image_id BLOB CHECK (length(parent_image_id) = 16),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  version INTEGER NOT NULL CHECK (version > 0)
) STRICT;

INSERT INTO images (number, id, workspace_id, source, generation_id, position, title, alt, prompt, negative_prompt,
  recipe, model, provider, seed, format, width, height, bytes, sha256, placeholder, favorite, rating, tags, albums,
  parent_image_id, created_at, updated_at, deleted_at, version)
SELECT created_at * 4096 + row_number() OVER (PARTITION BY created_at ORDER BY id) - 1, id, workspace_id, source,
  generation_id, position, title, alt, recipe ->> '$.prompt', recipe ->> '$.negativePrompt', recipe, model, provider,
  seed, format, width, height, bytes, sha256, placeholder, favorite, rating,
  (SELECT json_group_array(tag) FROM (SELECT tag FROM image_tags WHERE image_id = id ORDER BY position)), '[]',
  parent_image_id, created_at, updated_at, deleted_at, version
FROM images_before;

DROP TABLE image_tags;
DROP TABLE images_before;

CREATE INDEX images_kept ON images (number, workspace_id) WHERE deleted_at IS NULL;
CREATE INDEX images_kept_of_workspace ON images (workspace_id, number) WHERE deleted_at IS NULL;
CREATE INDEX images_of_generation ON images (generation_id, position, id)
  WHERE generation_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX images_by_content ON images (sha256);
CREATE INDEX images_of_workspace_by_content ON images (workspace_id, sha256);
CREATE INDEX images_by_parent ON images (parent_image_id) WHERE parent_image_id IS NOT NULL;
CREATE INDEX images_trashed ON images (deleted_at, id, workspace_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX images_trashed_of_workspace ON images (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX images_unlooked ON images (number) WHERE likeness IS NULL;

CREATE TRIGGER images_count_new AFTER INSERT ON images WHEN new.deleted_at IS NULL BEGIN
  UPDATE workspaces SET images = images + 1 WHERE id = new.workspace_id;
END;

CREATE TRIGGER images_count_gone AFTER DELETE ON images WHEN old.deleted_at IS NULL BEGIN
  UPDATE workspaces SET images = images - 1 WHERE id = old.workspace_id;
END;

CREATE TRIGGER images_count_moved AFTER UPDATE OF workspace_id, deleted_at ON images
WHEN old.workspace_id <> new.workspace_id OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
  UPDATE workspaces SET images = images - 1 WHERE id = old.workspace_id AND old.deleted_at IS NULL;
  UPDATE workspaces SET images = images + 1 WHERE id = new.workspace_id AND new.deleted_at IS NULL;
END;

CREATE TRIGGER images_loosen_file AFTER DELETE ON images BEGIN
  INSERT INTO loose_files (sha256, format) VALUES (old.sha256, old.format);
END;

-- What is looked for in a picture: the words of people, and the marks that filters ask for. A mark is one word, a letter
-- that tells what it is and hexadecimal digits: w or z the workspace (z in its trash), s source, m model, p provider,
-- x and y the sides, e seed, k rating, t tag, a album, g generation, o a picture it was made from, h a quarter of its
-- likeness. Whoever asks for them writes them the same way.
CREATE VIEW image_texts (number, text, marks) AS SELECT
  number,
  replace(replace(
    coalesce(prompt, '') || char(10) || coalesce(negative_prompt, '') || char(10) || title || char(10)
    || iif(tags = '[]', '', (SELECT group_concat(value, char(10)) FROM json_each(tags))), 'ё', 'е'), 'Ё', 'Е'),
  iif(deleted_at IS NULL, 'kept w', 'gone z') || lower(hex(workspace_id))
  || ' s' || source || printf(' x%x y%x k%d', width, height, rating) || iif(favorite, ' favorite', '')
  || iif(model IS NULL, '', ' m' || lower(hex(substr(model, 1, 500))))
  || iif(provider IS NULL, '', ' p' || lower(hex(substr(provider, 1, 500))))
  || iif(seed IS NULL, '', printf(' e%x', seed))
  || iif(generation_id IS NULL, '', ' g' || lower(hex(generation_id)))
  || iif(likeness IS NULL, '', printf(' h0%04x h1%04x h2%04x h3%04x', likeness & 65535, (likeness >> 16) & 65535,
    (likeness >> 32) & 65535, (likeness >> 48) & 65535))
  || iif(tags = '[]', '', (SELECT group_concat(' t' || lower(hex(value)), '') FROM json_each(tags)))
  || iif(albums = '[]', '', (SELECT group_concat(' a' || value, '') FROM json_each(albums)))
  || iif(parent_image_id IS NULL, '', ' o' || lower(hex(parent_image_id)))
  || iif(instr(recipe, 'ImageId'), coalesce(' o' || replace(recipe ->> '$.initImageId', '-', ''), '')
    || coalesce(' o' || replace(recipe ->> '$.maskImageId', '-', ''), '')
    || coalesce((SELECT group_concat(' o' || replace(value, '-', ''), '')
      FROM json_each(recipe, '$.referenceImageIds')), ''), '')
FROM images;

CREATE VIRTUAL TABLE image_words USING fts5 (
  text, marks, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER images_words_new AFTER INSERT ON images BEGIN
  INSERT INTO image_words (rowid, text, marks) SELECT number, text, marks FROM image_texts WHERE number = new.number;
END;

CREATE TRIGGER images_words_before BEFORE UPDATE ON images
WHEN (old.workspace_id, old.title, old.tags, old.albums, old.favorite, old.rating, old.likeness, old.deleted_at IS NULL)
  IS NOT (new.workspace_id, new.title, new.tags, new.albums, new.favorite, new.rating, new.likeness,
    new.deleted_at IS NULL) BEGIN
  INSERT INTO image_words (image_words, rowid, text, marks)
  SELECT 'delete', number, text, marks FROM image_texts WHERE number = old.number;
END;

CREATE TRIGGER images_words_after AFTER UPDATE ON images
WHEN (old.workspace_id, old.title, old.tags, old.albums, old.favorite, old.rating, old.likeness, old.deleted_at IS NULL)
  IS NOT (new.workspace_id, new.title, new.tags, new.albums, new.favorite, new.rating, new.likeness,
    new.deleted_at IS NULL) BEGIN
  INSERT INTO image_words (rowid, text, marks) SELECT number, text, marks FROM image_texts WHERE number = new.number;
END;

CREATE TRIGGER images_words_gone BEFORE DELETE ON images BEGIN
  INSERT INTO image_words (image_words, rowid, text, marks)
  SELECT 'delete', number, text, marks FROM image_texts WHERE number = old.number;
END;

-- Every word that the index has had, so that the beginning of one becomes a few whole words: to join all that begin so
-- takes as long as they are many, to walk through a few does not.
CREATE TABLE image_vocabulary (
  word TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- How many pictures of a workspace have each value; those in the trash left out. No row where there is none.
CREATE TABLE image_counts (
  workspace_id BLOB NOT NULL CHECK (length(workspace_id) = 16),
  facet TEXT NOT NULL CHECK (facet IN ('model', 'provider', 'size', 'tag', 'album', 'source', 'day')),
  value TEXT NOT NULL,
  images INTEGER NOT NULL CHECK (images >= 0),
  PRIMARY KEY (workspace_id, facet, value)
) STRICT, WITHOUT ROWID;

CREATE INDEX image_counts_by_size ON image_counts (workspace_id, facet, images DESC);

CREATE TRIGGER image_counts_none AFTER UPDATE OF images ON image_counts WHEN new.images = 0 BEGIN
  DELETE FROM image_counts WHERE workspace_id = new.workspace_id AND facet = new.facet AND value = new.value;
END;

CREATE VIEW image_facts (number, workspace_id, facet, value) AS
SELECT number, workspace_id, 'source', source FROM images WHERE deleted_at IS NULL
UNION ALL
SELECT number, workspace_id, 'size', width || 'x' || height FROM images WHERE deleted_at IS NULL
UNION ALL
SELECT number, workspace_id, 'day', date(created_at / 1000, 'unixepoch') FROM images WHERE deleted_at IS NULL
UNION ALL
SELECT number, workspace_id, 'model', model FROM images WHERE deleted_at IS NULL AND model IS NOT NULL
UNION ALL
SELECT number, workspace_id, 'provider', provider FROM images WHERE deleted_at IS NULL AND provider IS NOT NULL
UNION ALL
SELECT number, workspace_id, 'tag', tag.value FROM images, json_each(tags) AS tag WHERE deleted_at IS NULL
UNION ALL
SELECT number, workspace_id, 'album', album.value FROM images, json_each(albums) AS album WHERE deleted_at IS NULL;

CREATE TRIGGER images_facts_new AFTER INSERT ON images WHEN new.deleted_at IS NULL BEGIN
  INSERT INTO image_counts (workspace_id, facet, value, images)
  SELECT workspace_id, facet, value, 1 FROM image_facts WHERE number = new.number
  ON CONFLICT (workspace_id, facet, value) DO UPDATE SET images = images + 1;
END;

CREATE TRIGGER images_facts_before BEFORE UPDATE ON images
WHEN old.deleted_at IS NULL AND (old.workspace_id, old.tags, old.albums, old.deleted_at IS NULL)
  IS NOT (new.workspace_id, new.tags, new.albums, new.deleted_at IS NULL) BEGIN
  UPDATE image_counts SET images = images - 1
  WHERE (workspace_id, facet, value) IN (
    SELECT workspace_id, facet, value FROM image_facts WHERE number = old.number);
END;

CREATE TRIGGER images_facts_after AFTER UPDATE ON images
WHEN new.deleted_at IS NULL AND (old.workspace_id, old.tags, old.albums, old.deleted_at IS NULL)
  IS NOT (new.workspace_id, new.tags, new.albums, new.deleted_at IS NULL) BEGIN
  INSERT INTO image_counts (workspace_id, facet, value, images)
  SELECT workspace_id, facet, value, 1 FROM image_facts WHERE number = new.number
  ON CONFLICT (workspace_id, facet, value) DO UPDATE SET images = images + 1;
END;

CREATE TRIGGER images_facts_gone BEFORE DELETE ON images WHEN old.deleted_at IS NULL BEGIN
  UPDATE image_counts SET images = images - 1
  WHERE (workspace_id, facet, value) IN (
    SELECT workspace_id, facet, value FROM image_facts WHERE number = old.number);
END;

CREATE TABLE albums (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  version INTEGER NOT NULL CHECK (version > 0),
  -- No reference: when the picture goes, the newest stands for the album again.
  cover_image_id BLOB CHECK (length(cover_image_id) = 16)
) STRICT;

CREATE UNIQUE INDEX albums_by_name ON albums (workspace_id, name_key) WHERE deleted_at IS NULL;
CREATE INDEX albums_of_workspace ON albums (workspace_id, deleted_at, id);
-- By the digits under which pictures name it.
CREATE INDEX albums_by_mark ON albums (lower(hex(id)));
CREATE INDEX albums_trashed ON albums (deleted_at, id, workspace_id) WHERE deleted_at IS NOT NULL;

CREATE TABLE saved_searches (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  -- As it stands in the address of the list.
  query TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0)
) STRICT;

CREATE INDEX saved_searches_of_workspace ON saved_searches (workspace_id, id);

-- What was there before.
INSERT INTO image_words (rowid, text, marks) SELECT number, text, marks FROM image_texts;

INSERT INTO image_counts (workspace_id, facet, value, images)
SELECT workspace_id, facet, value, count(*) FROM image_facts GROUP BY workspace_id, facet, value;

CREATE VIRTUAL TABLE image_terms USING fts5vocab (image_words, col);

INSERT INTO image_vocabulary (word) SELECT term FROM image_terms WHERE col = 'text';
