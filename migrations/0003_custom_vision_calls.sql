-- Calls to Custom Vision, for all processes together: when the next may be made, what they cost, and what they answered.

CREATE TABLE honeyburst.custom_vision_pace (
  resource text PRIMARY KEY,
  next_at  timestamptz NOT NULL
);
COMMENT ON TABLE honeyburst.custom_vision_pace IS 'When each resource of Custom Vision may be called next, so that all workers together keep its rate limit';
COMMENT ON COLUMN honeyburst.custom_vision_pace.resource IS 'Address of the resource';
COMMENT ON COLUMN honeyburst.custom_vision_pace.next_at IS 'The first moment that no call has reserved yet';

CREATE TABLE honeyburst.custom_vision_usage (
  resource text NOT NULL,
  month    date NOT NULL CHECK (month = date_trunc('month', month)),
  calls    bigint NOT NULL,
  PRIMARY KEY (resource, month)
);
COMMENT ON TABLE honeyburst.custom_vision_usage IS 'Predictions asked of each resource of Custom Vision, by month: what the bill will say';
COMMENT ON COLUMN honeyburst.custom_vision_usage.resource IS 'Address of the resource';
COMMENT ON COLUMN honeyburst.custom_vision_usage.month IS 'First day of the calendar month, in UTC';
COMMENT ON COLUMN honeyburst.custom_vision_usage.calls IS 'Predictions answered, and those whose answer was lost; what the service refused is not among them';

CREATE TABLE honeyburst.custom_vision_answer (
  iteration_id  uuid NOT NULL,
  sha256        bytea NOT NULL,
  probabilities jsonb NOT NULL,
  answered_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (iteration_id, sha256)
);
COMMENT ON TABLE honeyburst.custom_vision_answer IS 'Answers that were paid for, kept so that no worker asks twice; older ones may be deleted at any time';
COMMENT ON COLUMN honeyburst.custom_vision_answer.iteration_id IS 'Iteration of Custom Vision that answered';
COMMENT ON COLUMN honeyburst.custom_vision_answer.sha256 IS 'SHA-256 of the bytes that were sent';
COMMENT ON COLUMN honeyburst.custom_vision_answer.probabilities IS 'Probability of each tag, 0 to 1, by its name';
COMMENT ON COLUMN honeyburst.custom_vision_answer.answered_at IS 'When the service answered';
