-- Why: conversations. The messages of a chat are a tree, and the chat knows the leaf of the branch that is shown.

CREATE TABLE chats (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  title_source TEXT NOT NULL CHECK (title_source IN ('none', 'automatic', 'person')),
  model TEXT,
  system_prompt TEXT,
  temperature REAL,
  max_tokens INTEGER,
  top_p REAL,
  mode TEXT CHECK (mode IN ('flash', 'think', 'ultraThink')),
  -- No reference: the message may come after the chat, and go before it.
  leaf_message_id BLOB CHECK (length(leaf_message_id) = 16),
  pinned INTEGER NOT NULL CHECK (pinned IN (0, 1)),
  -- Kept with every change, so that no list ever counts.
  messages INTEGER NOT NULL DEFAULT 0 CHECK (messages >= 0),
  created_at INTEGER NOT NULL,
  -- Of the last message too: what was talked in last stands first.
  updated_at INTEGER NOT NULL,
  archived_at INTEGER,
  deleted_at INTEGER,
  version INTEGER NOT NULL CHECK (version > 0)
) STRICT;

-- For the end of a workspace.
CREATE INDEX chats_of_workspace ON chats (workspace_id);
CREATE INDEX chats_active ON chats (workspace_id, updated_at, id) WHERE deleted_at IS NULL AND archived_at IS NULL;
CREATE INDEX chats_archived ON chats (workspace_id, updated_at, id)
  WHERE deleted_at IS NULL AND archived_at IS NOT NULL;
CREATE INDEX chats_pinned ON chats (workspace_id, updated_at, id)
  WHERE deleted_at IS NULL AND archived_at IS NULL AND pinned = 1;
CREATE INDEX chats_trashed_of_workspace ON chats (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX chats_trashed ON chats (deleted_at, id, workspace_id) WHERE deleted_at IS NOT NULL;

CREATE TABLE messages (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  chat_id BLOB NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  parent_id BLOB REFERENCES messages (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool')),
  author TEXT,
  -- What it holds, as a list of parts.
  parts TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('complete', 'streaming', 'stopped', 'failed')),
  model TEXT,
  fallback_model TEXT,
  fallback_code TEXT,
  input_tokens INTEGER,
  output_tokens INTEGER,
  cached_tokens INTEGER,
  reasoning_tokens INTEGER,
  cost_micros INTEGER CHECK (cost_micros >= 0),
  first_token_ms INTEGER,
  total_ms INTEGER,
  error_code TEXT,
  error_detail TEXT,
  error_message TEXT,
  feedback TEXT CHECK (feedback IN ('up', 'down')),
  comment TEXT,
  provider_state TEXT,
  generation_id BLOB CHECK (length(generation_id) = 16),
  created_at INTEGER NOT NULL,
  -- The whole subtree of a deleted message bears the same moment.
  deleted_at INTEGER
) STRICT;

CREATE INDEX messages_of_parent ON messages (chat_id, parent_id, id);
CREATE INDEX messages_of_chat ON messages (chat_id, id) WHERE deleted_at IS NULL;
CREATE INDEX messages_below ON messages (parent_id) WHERE parent_id IS NOT NULL;
-- Replies that a crash has cut.
CREATE INDEX messages_streaming ON messages (id) WHERE state = 'streaming';
CREATE INDEX messages_of_generation ON messages (generation_id) WHERE generation_id IS NOT NULL;
CREATE INDEX messages_trashed ON messages (deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TRIGGER chats_count_new AFTER INSERT ON chats WHEN new.deleted_at IS NULL BEGIN
  UPDATE workspaces SET chats = chats + 1 WHERE id = new.workspace_id;
END;

CREATE TRIGGER chats_count_gone AFTER DELETE ON chats WHEN old.deleted_at IS NULL BEGIN
  UPDATE workspaces SET chats = chats - 1 WHERE id = old.workspace_id;
END;

CREATE TRIGGER chats_count_moved AFTER UPDATE OF workspace_id, deleted_at ON chats BEGIN
  UPDATE workspaces SET chats = chats - 1 WHERE id = old.workspace_id AND old.deleted_at IS NULL;
  UPDATE workspaces SET chats = chats + 1 WHERE id = new.workspace_id AND new.deleted_at IS NULL;
END;

CREATE TRIGGER messages_count_new AFTER INSERT ON messages WHEN new.deleted_at IS NULL BEGIN
  UPDATE chats SET messages = messages + 1 WHERE id = new.chat_id;
END;

CREATE TRIGGER messages_count_gone AFTER DELETE ON messages WHEN old.deleted_at IS NULL BEGIN
  UPDATE chats SET messages = messages - 1 WHERE id = old.chat_id;
END;

CREATE TRIGGER messages_count_moved AFTER UPDATE OF deleted_at ON messages
WHEN (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
  UPDATE chats SET messages = messages + iif(new.deleted_at IS NULL, 1, -1) WHERE id = new.chat_id;
END;
