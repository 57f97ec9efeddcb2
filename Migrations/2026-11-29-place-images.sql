-- Why: a picture lies where it is looked for. Its number begins with its workspace now, so that a page of a workspace is
-- a stretch of the table, and every word of the index has the pictures of a workspace beside each other: small
-- workspaces are no longer searched through large ones. What facets count by lies beside, in few bytes.

DROP TRIGGER images_count_gone;
DROP TRIGGER images_count_moved;
DROP TRIGGER images_count_new;
DROP TRIGGER images_facts_after;
DROP TRIGGER images_facts_before;
DROP TRIGGER images_facts_gone;
DROP TRIGGER images_facts_new;
DROP TRIGGER images_loosen_file;
DROP TRIGGER images_words_after;
DROP TRIGGER images_words_before;
DROP TRIGGER images_words_gone;
DROP TRIGGER images_words_new;
DROP VIEW image_facts;
DROP VIEW image_texts;
DROP TABLE image_terms;
DROP TABLE image_words;

-- Which stretches of numbers are a workspace's, from its first picture on; of one that is gone for good another may have
-- them.
ALTER TABLE workspaces ADD COLUMN room INTEGER CHECK (room BETWEEN 1 AND 65535);
UPDATE workspaces SET room = rooms.nth
FROM (
  SELECT workspace_id AS id, row_number() OVER (ORDER BY workspace_id) AS nth FROM images GROUP BY workspace_id
) AS rooms WHERE rooms.id = workspaces.id;
CREATE UNIQUE INDEX workspaces_by_room ON workspaces (room);

ALTER TABLE images RENAME TO images_before;

CREATE TABLE images (
  -- Where it lies. From above: 16 bits for the room of its workspace, one for the trash, 42 for the millisecond of its
  -- making, three for the next that was free.
  number INTEGER NOT NULL PRIMARY KEY CHECK (((number >> 45) & 1) = (deleted_at IS NOT NULL)),
  -- Its turn in lists of all workspaces: the time first.
  turn INTEGER NOT NULL GENERATED ALWAYS AS (((number & 35184372088831) << 16) | (number >> 46)) VIRTUAL,
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

WITH counted AS (
  SELECT number AS old, workspace_id AS room_of, deleted_at IS NOT NULL AS gone,
    min(max(created_at, 0), 4398045462528) * 8 AS moment,
    row_number() OVER (PARTITION BY workspace_id, deleted_at IS NOT NULL ORDER BY number) AS nth
  FROM images_before
), placed AS (
  -- The next free place from its own moment on: never two in one.
  SELECT old, room_of, gone, nth + max(moment - nth) OVER (
    PARTITION BY room_of, gone ORDER BY old ROWS UNBOUNDED PRECEDING) AS place
  FROM counted
)
INSERT INTO images (number, id, workspace_id, source, generation_id, position, title, alt, prompt, negative_prompt,
  recipe, model, provider, seed, format, width, height, bytes, sha256, placeholder, likeness, favorite, rating, tags,
  albums, parent_image_id, created_at, updated_at, deleted_at, version)
SELECT (rooms.room << 46) | (gone << 45) | place, was.id, was.workspace_id, source, generation_id, position, title, alt,
  prompt, negative_prompt, recipe, model, provider, seed, format, was.width, was.height, bytes, sha256, placeholder,
  likeness, favorite, rating, tags, albums, parent_image_id, was.created_at, was.updated_at, was.deleted_at, was.version
FROM placed CROSS JOIN images_before AS was ON was.number = old CROSS JOIN workspaces AS rooms ON rooms.id = room_of;

DROP TABLE images_before;

CREATE INDEX images_kept ON images (turn, workspace_id) WHERE deleted_at IS NULL;
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

-- What is looked for in a picture: the words of people, and the marks that filters ask for. A mark is one word, a
-- letter that tells what it is and hexadecimal digits: s source, m model, p provider, x and y the sides, e seed,
-- k rating, t tag, a album, g generation, o a picture it was made from, h a quarter of its likeness. Of which workspace
-- it is, and whether it lies in the trash, its number says. Whoever asks for them writes them the same way.
CREATE VIEW image_texts (number, text, marks) AS SELECT
  number,
  replace(replace(
    coalesce(prompt, '') || char(10) || coalesce(negative_prompt, '') || char(10) || title || char(10)
    || iif(tags = '[]', '', (SELECT group_concat(value, char(10)) FROM json_each(tags))), 'ё', 'е'), 'Ё', 'Е'),
  iif(deleted_at IS NULL, 'kept', 'gone') || ' s' || source || printf(' x%x y%x k%d', width, height, rating)
  || iif(favorite, ' favorite', '')
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

-- Which values a picture is counted under, in few bytes: those that many have together are written once.
CREATE TABLE image_kinds (
  id INTEGER NOT NULL PRIMARY KEY,
  -- Empty for none.
  model TEXT NOT NULL,
  provider TEXT NOT NULL,
  source TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  UNIQUE (model, provider, source, width, height)
) STRICT;

CREATE TABLE image_traits (
  number INTEGER NOT NULL PRIMARY KEY,
  kind INTEGER NOT NULL,
  -- As the picture has them.
  tags TEXT NOT NULL
) STRICT;

CREATE TRIGGER images_traits_new AFTER INSERT ON images BEGIN
  INSERT OR IGNORE INTO image_kinds (model, provider, source, width, height)
  VALUES (coalesce(new.model, ''), coalesce(new.provider, ''), new.source, new.width, new.height);
  INSERT INTO image_traits (number, kind, tags) SELECT new.number, id, new.tags FROM image_kinds
  WHERE model = coalesce(new.model, '') AND provider = coalesce(new.provider, '') AND source = new.source
    AND width = new.width AND height = new.height;
END;

CREATE TRIGGER images_traits_moved AFTER UPDATE OF number, tags ON images
WHEN (old.number, old.tags) IS NOT (new.number, new.tags) BEGIN
  UPDATE image_traits SET number = new.number, tags = new.tags WHERE number = old.number;
END;

CREATE TRIGGER images_traits_gone AFTER DELETE ON images BEGIN
  DELETE FROM image_traits WHERE number = old.number;
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

-- What was there before. In order: each workspace's pictures lie beside each other.
INSERT INTO image_words (rowid, text, marks) SELECT number, text, marks FROM image_texts ORDER BY number;
INSERT INTO image_kinds (model, provider, source, width, height)
SELECT DISTINCT coalesce(model, ''), coalesce(provider, ''), source, width, height FROM images;
INSERT INTO image_traits (number, kind, tags)
SELECT number, image_kinds.id, tags FROM images CROSS JOIN image_kinds
  ON image_kinds.model = coalesce(images.model, '') AND image_kinds.provider = coalesce(images.provider, '')
  AND image_kinds.source = images.source AND image_kinds.width = images.width AND image_kinds.height = images.height
ORDER BY number;
