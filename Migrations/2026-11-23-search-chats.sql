-- Why: what was said is to be found again, by titles and by words; and a reply tells how much it was not shown.

-- How many of the oldest messages did not fit into the model's context.
ALTER TABLE messages ADD COLUMN left_out INTEGER CHECK (left_out > 0);

-- The words of titles and messages that can be found: not those in the trash, nor those still being written.
CREATE TABLE spoken (
  number INTEGER NOT NULL PRIMARY KEY,
  -- Null for a title.
  message_id BLOB REFERENCES messages (id) ON DELETE CASCADE,
  chat_id BLOB NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  -- As hexadecimal digits: a word like the others, so that no search looks through another room.
  workspace TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX spoken_messages ON spoken (message_id) WHERE message_id IS NOT NULL;
CREATE UNIQUE INDEX spoken_titles ON spoken (chat_id) WHERE message_id IS NULL;
CREATE INDEX spoken_chats ON spoken (chat_id);

CREATE VIRTUAL TABLE spoken_words USING fts5 (
  text, workspace, content = 'spoken', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER spoken_new AFTER INSERT ON spoken BEGIN
  INSERT INTO spoken_words (rowid, text, workspace) VALUES (new.number, new.text, new.workspace);
END;

CREATE TRIGGER spoken_gone AFTER DELETE ON spoken BEGIN
  INSERT INTO spoken_words (spoken_words, rowid, text, workspace)
  VALUES ('delete', old.number, old.text, old.workspace);
END;

CREATE TRIGGER chats_spoken_new AFTER INSERT ON chats WHEN new.title <> '' BEGIN
  INSERT INTO spoken (chat_id, workspace, text) VALUES (new.id, lower(hex(new.workspace_id)), new.title);
END;

CREATE TRIGGER chats_spoken_changed AFTER UPDATE OF title ON chats WHEN new.title <> old.title BEGIN
  DELETE FROM spoken WHERE chat_id = new.id AND message_id IS NULL;
  INSERT INTO spoken (chat_id, workspace, text)
  SELECT new.id, lower(hex(new.workspace_id)), new.title WHERE new.title <> '';
END;

CREATE TRIGGER messages_spoken_new AFTER INSERT ON messages
WHEN new.state <> 'streaming' AND new.deleted_at IS NULL BEGIN
  INSERT INTO spoken (message_id, chat_id, workspace, text)
  SELECT new.id, new.chat_id, lower(hex(chats.workspace_id)), said.text FROM chats, (
    SELECT group_concat(value ->> 'text', '') AS text FROM json_each(new.parts) WHERE value ->> 'type' = 'text'
  ) AS said WHERE chats.id = new.chat_id AND said.text <> '';
END;

CREATE TRIGGER messages_spoken_changed AFTER UPDATE OF parts, state, deleted_at ON messages
WHEN new.state <> 'streaming'
  AND (new.parts <> old.parts OR new.state <> old.state OR new.deleted_at IS NOT old.deleted_at) BEGIN
  DELETE FROM spoken WHERE message_id = new.id;
  INSERT INTO spoken (message_id, chat_id, workspace, text)
  SELECT new.id, new.chat_id, lower(hex(chats.workspace_id)), said.text FROM chats, (
    SELECT group_concat(value ->> 'text', '') AS text FROM json_each(new.parts) WHERE value ->> 'type' = 'text'
  ) AS said WHERE chats.id = new.chat_id AND said.text <> '' AND new.deleted_at IS NULL;
END;

INSERT INTO spoken (chat_id, workspace, text)
SELECT id, lower(hex(workspace_id)), title FROM chats WHERE title <> '';

INSERT INTO spoken (message_id, chat_id, workspace, text)
SELECT messages.id, chat_id, lower(hex(workspace_id)), (
    SELECT group_concat(value ->> 'text', '') FROM json_each(parts) WHERE value ->> 'type' = 'text'
  ) AS text
FROM messages JOIN chats ON chats.id = chat_id
WHERE state <> 'streaming' AND messages.deleted_at IS NULL AND text <> '';
