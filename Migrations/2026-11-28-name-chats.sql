-- Why: a message tells every model that was asked for it, a workspace says who names its chats, and the ledger knows
-- what a title cost.

-- A list of {model, code, detail} of those that wrote nothing; null when the first one answered.
ALTER TABLE messages ADD COLUMN attempts TEXT;

ALTER TABLE workspaces ADD COLUMN chat_titles TEXT CHECK (chat_titles IN ('words', 'model'));

-- The list of purposes is a part of the table: it is made anew around its rows, whose sums stay as they are.
DROP TRIGGER usage_sum;

CREATE TABLE usage_with_titles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  -- Of UTC, as 2026-11-21.
  day TEXT NOT NULL CHECK (length(day) = 10),
  kind TEXT NOT NULL CHECK (kind IN ('image', 'text', 'enhancement', 'title')),
  workspace_id BLOB NOT NULL CHECK (length(workspace_id) = 16),
  generation_id BLOB CHECK (length(generation_id) = 16),
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'cancelled', 'unknown')),
  images INTEGER NOT NULL CHECK (images >= 0),
  input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
  output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
  cost_micros INTEGER,
  is_estimate INTEGER NOT NULL CHECK (is_estimate IN (0, 1)),
  latency_ms INTEGER,
  user_id BLOB CHECK (length(user_id) = 16)
) STRICT;

INSERT INTO usage_with_titles
SELECT id, at, day, kind, workspace_id, generation_id, provider, model, outcome, images, input_tokens, output_tokens,
  cost_micros, is_estimate, latency_ms, user_id
FROM usage;

DROP TABLE usage;
ALTER TABLE usage_with_titles RENAME TO usage;

CREATE TRIGGER usage_sum AFTER INSERT ON usage BEGIN
  INSERT INTO usage_days
  VALUES (new.day, new.workspace_id, coalesce(new.user_id, x''), new.provider, new.model, 1,
    new.outcome IN ('failed', 'unknown'), new.images, new.input_tokens, new.output_tokens,
    coalesce(new.cost_micros, 0), coalesce(new.latency_ms, 0), new.latency_ms IS NOT NULL)
  ON CONFLICT (day, workspace_id, user_id, provider, model) DO UPDATE SET calls = calls + 1,
    errors = errors + excluded.errors, images = images + excluded.images,
    input_tokens = input_tokens + excluded.input_tokens, output_tokens = output_tokens + excluded.output_tokens,
    cost_micros = cost_micros + excluded.cost_micros, latency_ms = latency_ms + excluded.latency_ms,
    timed_calls = timed_calls + excluded.timed_calls;
END;
