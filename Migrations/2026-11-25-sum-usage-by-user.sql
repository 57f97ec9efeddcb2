-- Why: sums also tell who spent, how much came to nothing and how long calls took.

ALTER TABLE usage ADD COLUMN user_id BLOB CHECK (length(user_id) = 16);

DROP TRIGGER usage_sum;
DROP TABLE usage_days;

CREATE TABLE usage_days (
  day TEXT NOT NULL,
  workspace_id BLOB NOT NULL,
  -- Empty where there are no accounts.
  user_id BLOB NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  calls INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  images INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cost_micros INTEGER NOT NULL,
  -- Of the calls whose time is known.
  latency_ms INTEGER NOT NULL,
  timed_calls INTEGER NOT NULL,
  PRIMARY KEY (day, workspace_id, user_id, provider, model)
) STRICT, WITHOUT ROWID;

CREATE INDEX usage_days_of_workspace ON usage_days (workspace_id, day, cost_micros);
CREATE INDEX usage_days_of_provider ON usage_days (provider, day, cost_micros);

INSERT INTO usage_days
SELECT day, workspace_id, x'', provider, model, count(*), sum(outcome IN ('failed', 'unknown')), sum(images),
  sum(input_tokens), sum(output_tokens), coalesce(sum(cost_micros), 0), coalesce(sum(latency_ms), 0), count(latency_ms)
FROM usage GROUP BY day, workspace_id, provider, model;

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
