-- Why: orders for pictures, every call that was made for them, and what the calls cost.
-- A call is written down before its first byte leaves, so that no crash can make anybody pay twice.

CREATE TABLE generations (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  workspace_id BLOB NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'submitting', 'submitted', 'fetching', 'storing',
    'succeeded', 'failed', 'cancelled', 'outcomeUnknown', 'parked')),
  priority INTEGER NOT NULL CHECK (priority BETWEEN -10 AND 10),
  recipe TEXT NOT NULL,
  -- A list of {prompt, negativePrompt, seed}.
  shots TEXT NOT NULL,
  provider TEXT NOT NULL,
  provider_name TEXT NOT NULL,
  provider_kind TEXT,
  -- No reference: a repetition outlives what it repeats.
  parent_generation_id BLOB CHECK (length(parent_generation_id) = 16),
  estimated_cost_micros INTEGER,
  cost_micros INTEGER,
  -- A bit for each shot whose picture was kept.
  made INTEGER NOT NULL,
  -- The turn; whoever works for an earlier one may write nothing.
  attempt INTEGER NOT NULL CHECK (attempt >= 0),
  failures INTEGER NOT NULL CHECK (failures >= 0),
  crashes INTEGER NOT NULL CHECK (crashes >= 0),
  -- The run of the program that has it: a run that is over has nothing.
  boot BLOB CHECK (length(boot) = 16),
  not_before INTEGER,
  fault_code TEXT CHECK (fault_code IN ('provider_refused', 'provider_unauthorized', 'provider_out_of_credit',
    'provider_rate_limited', 'provider_unavailable', 'provider_timeout', 'provider_garbage', 'content_refused',
    'outcome_unknown', 'parked', 'budget_exceeded', 'storage_full', 'invalid_image', 'interrupted')),
  fault_detail TEXT,
  fault_message TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER
) STRICT;

CREATE INDEX generations_of_workspace ON generations (workspace_id, id);
CREATE INDEX generations_of_workspace_by_state ON generations (workspace_id, state, id);
-- Running is one state for people and five for us.
CREATE INDEX generations_running_of_workspace ON generations (workspace_id, id)
  WHERE state IN ('leased', 'submitting', 'submitted', 'fetching', 'storing');
-- What a start takes up again.
CREATE INDEX generations_running ON generations (id)
  WHERE state IN ('leased', 'submitting', 'submitted', 'fetching', 'storing');
CREATE INDEX generations_queued ON generations (id) WHERE state = 'queued';

-- The pictures of a generation, in its order.
CREATE INDEX images_of_generation ON images (generation_id, position, id)
  WHERE generation_id IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE generation_calls (
  generation_id BLOB NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number > 0),
  workspace_id BLOB NOT NULL CHECK (length(workspace_id) = 16),
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  first_shot INTEGER NOT NULL CHECK (first_shot >= 0),
  shots INTEGER NOT NULL CHECK (shots > 0),
  key BLOB NOT NULL CHECK (length(key) = 16),
  -- By which the provider finds the work again.
  ticket TEXT,
  estimate_micros INTEGER,
  cost_micros INTEGER,
  -- Null while it is open.
  outcome TEXT CHECK (outcome IN ('succeeded', 'failed', 'cancelled', 'unknown', 'interrupted')),
  fault_code TEXT,
  fault_detail TEXT,
  began_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (generation_id, number)
) STRICT, WITHOUT ROWID;

-- What is promised and not yet paid; few rows at any time.
CREATE INDEX generation_calls_open_of_workspace ON generation_calls (workspace_id) WHERE outcome IS NULL;
CREATE INDEX generation_calls_open_of_provider ON generation_calls (provider) WHERE outcome IS NULL;

-- No references: what was paid stays paid.
CREATE TABLE usage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  -- Of UTC, as 2026-11-21.
  day TEXT NOT NULL CHECK (length(day) = 10),
  kind TEXT NOT NULL CHECK (kind IN ('image', 'text', 'enhancement')),
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
  latency_ms INTEGER
) STRICT;

-- Kept sums: neither a budget nor a report ever reads the ledger.
CREATE TABLE usage_days (
  day TEXT NOT NULL,
  workspace_id BLOB NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  calls INTEGER NOT NULL,
  images INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cost_micros INTEGER NOT NULL,
  PRIMARY KEY (day, workspace_id, provider, model)
) STRICT, WITHOUT ROWID;

CREATE INDEX usage_days_of_workspace ON usage_days (workspace_id, day, cost_micros);
CREATE INDEX usage_days_of_provider ON usage_days (provider, day, cost_micros);

CREATE TRIGGER usage_sum AFTER INSERT ON usage BEGIN
  INSERT INTO usage_days
    (day, workspace_id, provider, model, calls, images, input_tokens, output_tokens, cost_micros)
  VALUES (new.day, new.workspace_id, new.provider, new.model, 1, new.images, new.input_tokens, new.output_tokens,
    coalesce(new.cost_micros, 0))
  ON CONFLICT (day, workspace_id, provider, model) DO UPDATE SET calls = calls + 1, images = images + excluded.images,
    input_tokens = input_tokens + excluded.input_tokens, output_tokens = output_tokens + excluded.output_tokens,
    cost_micros = cost_micros + excluded.cost_micros;
END;

CREATE TRIGGER generations_count_new AFTER INSERT ON generations BEGIN
  UPDATE workspaces SET generations = generations + 1 WHERE id = new.workspace_id;
END;

CREATE TRIGGER generations_count_gone AFTER DELETE ON generations BEGIN
  UPDATE workspaces SET generations = generations - 1 WHERE id = old.workspace_id;
END;
