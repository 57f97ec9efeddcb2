-- One key of OpenAI's, and of xAI's, serves pictures and words: each pair of kinds becomes one. What a connection for
-- words named as further models were models that write.
UPDATE providers
SET kind = CASE kind WHEN 'openai-chat' THEN 'openai' ELSE 'xai' END,
  options = CASE
    WHEN json_type(options, '$.models') IS NULL THEN options
    ELSE json_remove(json_set(options, '$.textModels', json_extract(options, '$.models')), '$.models')
  END,
  version = version + 1
WHERE kind IN ('openai-chat', 'grok');
