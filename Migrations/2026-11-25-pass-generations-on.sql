-- Why: another model may take over what a provider cannot do, and says for whom it stands in; and a start reads who
-- waits without reading their recipes.

-- A list of {model, code}, the model that was asked for first; null when that one makes it.
ALTER TABLE generations ADD COLUMN predecessors TEXT;

DROP INDEX generations_queued;
CREATE INDEX generations_queued ON generations (id, state, workspace_id, provider, priority, not_before)
  WHERE state = 'queued';
