-- What the Custom Vision compatible server keeps. Nothing of the enrichment pipeline depends on it.

CREATE SCHEMA custom_vision;
COMMENT ON SCHEMA custom_vision IS 'Projects, tags, images, trained iterations and stored predictions of the Custom Vision compatible server';

CREATE TABLE custom_vision.signing_key (
  secret bytea NOT NULL
);
COMMENT ON TABLE custom_vision.signing_key IS 'One row: what addresses of stored photos are signed with';
COMMENT ON COLUMN custom_vision.signing_key.secret IS 'Key of the HMAC-SHA-256, made at random when the table was made';
INSERT INTO custom_vision.signing_key
  SELECT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');

CREATE TABLE custom_vision.project (
  id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name                text NOT NULL UNIQUE,
  description         text NOT NULL DEFAULT '',
  domain_id           uuid NOT NULL,
  classification_type text NOT NULL CHECK (classification_type IN ('Multiclass', 'Multilabel')),
  target_export_platforms text[] NOT NULL DEFAULT '{}',
  iterations          integer NOT NULL DEFAULT 0,
  changed_at          timestamptz NOT NULL DEFAULT now(),
  created_at          timestamptz NOT NULL DEFAULT now(),
  updated_at          timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE custom_vision.project IS 'A set of tagged photos and the models trained on them';
COMMENT ON COLUMN custom_vision.project.id IS 'Identifier';
COMMENT ON COLUMN custom_vision.project.name IS 'Name; one that is taken gets a number when the project is made';
COMMENT ON COLUMN custom_vision.project.description IS 'Free text';
COMMENT ON COLUMN custom_vision.project.domain_id IS 'Domain of Custom Vision; decides whether models can be exported';
COMMENT ON COLUMN custom_vision.project.classification_type IS 'Multiclass: a photo has one tag; Multilabel: any number';
COMMENT ON COLUMN custom_vision.project.target_export_platforms IS 'Platforms that exports are wanted for';
COMMENT ON COLUMN custom_vision.project.iterations IS 'How many iterations were ever made, for their names';
COMMENT ON COLUMN custom_vision.project.changed_at IS 'When tags or photos last changed: training again before that is not needed';
COMMENT ON COLUMN custom_vision.project.created_at IS 'When the project was made';
COMMENT ON COLUMN custom_vision.project.updated_at IS 'When the project itself was last changed';

CREATE TABLE custom_vision.tag (
  id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  project_id  uuid NOT NULL REFERENCES custom_vision.project (id) ON DELETE CASCADE,
  name        text NOT NULL,
  description text,
  type        text NOT NULL DEFAULT 'Regular' CHECK (type IN ('Regular', 'Negative')),
  created_at  timestamptz NOT NULL DEFAULT now(),
  UNIQUE (project_id, name)
);
COMMENT ON TABLE custom_vision.tag IS 'A label of photos within a project';
COMMENT ON COLUMN custom_vision.tag.id IS 'Identifier';
COMMENT ON COLUMN custom_vision.tag.project_id IS 'Project';
COMMENT ON COLUMN custom_vision.tag.name IS 'Name, unique within the project';
COMMENT ON COLUMN custom_vision.tag.description IS 'Free text';
COMMENT ON COLUMN custom_vision.tag.type IS 'Regular, or Negative: none of the other tags';
COMMENT ON COLUMN custom_vision.tag.created_at IS 'When the tag was made';

CREATE TABLE custom_vision.image (
  id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  project_id uuid NOT NULL REFERENCES custom_vision.project (id) ON DELETE CASCADE,
  sha256     bytea NOT NULL,
  bytes      bytea NOT NULL,
  width      integer NOT NULL,
  height     integer NOT NULL,
  metadata   jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE UNIQUE INDEX image_once ON custom_vision.image (project_id, sha256) WHERE deleted_at IS NULL;
CREATE INDEX image_newest ON custom_vision.image (project_id, created_at, id) WHERE deleted_at IS NULL;
-- Photos are compressed already.
ALTER TABLE custom_vision.image ALTER COLUMN bytes SET STORAGE EXTERNAL;
COMMENT ON TABLE custom_vision.image IS 'A photo of a project as it was sent';
COMMENT ON COLUMN custom_vision.image.id IS 'Identifier';
COMMENT ON COLUMN custom_vision.image.project_id IS 'Project';
COMMENT ON COLUMN custom_vision.image.sha256 IS 'SHA-256 of the bytes: the same photo is kept once in a project';
COMMENT ON COLUMN custom_vision.image.bytes IS 'The file as it was sent';
COMMENT ON COLUMN custom_vision.image.width IS 'Pixels, upright';
COMMENT ON COLUMN custom_vision.image.height IS 'Pixels, upright';
COMMENT ON COLUMN custom_vision.image.metadata IS 'Names and values that the sender keeps with it';
COMMENT ON COLUMN custom_vision.image.created_at IS 'When the photo was sent';
COMMENT ON COLUMN custom_vision.image.deleted_at IS 'Since when it is no longer in the project, but kept for iterations that were trained on it';

CREATE TABLE custom_vision.image_tag (
  image_id   uuid NOT NULL REFERENCES custom_vision.image (id) ON DELETE CASCADE,
  tag_id     uuid NOT NULL REFERENCES custom_vision.tag (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (image_id, tag_id)
);
CREATE INDEX image_tag_by_tag ON custom_vision.image_tag (tag_id);
COMMENT ON TABLE custom_vision.image_tag IS 'Tags of photos';
COMMENT ON COLUMN custom_vision.image_tag.image_id IS 'Photo';
COMMENT ON COLUMN custom_vision.image_tag.tag_id IS 'Tag';
COMMENT ON COLUMN custom_vision.image_tag.created_at IS 'When the photo got the tag';

CREATE TABLE custom_vision.iteration (
  id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  project_id          uuid NOT NULL REFERENCES custom_vision.project (id) ON DELETE CASCADE,
  name                text NOT NULL,
  status              text NOT NULL DEFAULT 'Training' CHECK (status IN ('Training', 'Completed', 'Failed')),
  domain_id           uuid NOT NULL,
  classification_type text NOT NULL CHECK (classification_type IN ('Multiclass', 'Multilabel')),
  training_type       text NOT NULL DEFAULT 'Regular',
  reserved_budget_hours integer NOT NULL DEFAULT 0,
  tags                jsonb NOT NULL,
  head                bytea,
  error               text,
  publish_name        text,
  publish_resource_id text,
  training_seconds    real,
  created_at          timestamptz NOT NULL DEFAULT now(),
  updated_at          timestamptz NOT NULL DEFAULT now(),
  trained_at          timestamptz,
  UNIQUE (project_id, publish_name)
);
CREATE INDEX iteration_training ON custom_vision.iteration (created_at) WHERE status = 'Training';
COMMENT ON TABLE custom_vision.iteration IS 'A model trained on the photos that a project had';
COMMENT ON COLUMN custom_vision.iteration.id IS 'Identifier';
COMMENT ON COLUMN custom_vision.iteration.project_id IS 'Project';
COMMENT ON COLUMN custom_vision.iteration.name IS 'Name';
COMMENT ON COLUMN custom_vision.iteration.status IS 'Training (waiting included), Completed or Failed';
COMMENT ON COLUMN custom_vision.iteration.domain_id IS 'Domain of the project when it was trained';
COMMENT ON COLUMN custom_vision.iteration.classification_type IS 'Kind of the project when it was trained';
COMMENT ON COLUMN custom_vision.iteration.training_type IS 'Regular or Advanced, as it was asked for';
COMMENT ON COLUMN custom_vision.iteration.reserved_budget_hours IS 'As it was asked for';
COMMENT ON COLUMN custom_vision.iteration.tags IS 'Tags in the order of the model''s outputs: array of {id, name, description, type, imageCount}';
COMMENT ON COLUMN custom_vision.iteration.head IS 'The trained head as ONNX; the feature extractor comes with the program';
COMMENT ON COLUMN custom_vision.iteration.error IS 'Why training failed';
COMMENT ON COLUMN custom_vision.iteration.publish_name IS 'Name that predictions ask for; null: not published';
COMMENT ON COLUMN custom_vision.iteration.publish_resource_id IS 'Prediction resource that the publisher named';
COMMENT ON COLUMN custom_vision.iteration.training_seconds IS 'Seconds that training took';
COMMENT ON COLUMN custom_vision.iteration.created_at IS 'When training was asked for';
COMMENT ON COLUMN custom_vision.iteration.updated_at IS 'When the row last changed';
COMMENT ON COLUMN custom_vision.iteration.trained_at IS 'When training ended';

CREATE TABLE custom_vision.iteration_image (
  iteration_id  uuid NOT NULL REFERENCES custom_vision.iteration (id) ON DELETE CASCADE,
  image_id      uuid NOT NULL REFERENCES custom_vision.image (id) ON DELETE CASCADE,
  tag_ids       uuid[] NOT NULL,
  probabilities real[],
  fold          smallint,
  PRIMARY KEY (iteration_id, image_id)
);
CREATE INDEX iteration_image_by_image ON custom_vision.iteration_image (image_id);
COMMENT ON TABLE custom_vision.iteration_image IS 'Photos that an iteration was trained on';
COMMENT ON COLUMN custom_vision.iteration_image.iteration_id IS 'Iteration';
COMMENT ON COLUMN custom_vision.iteration_image.image_id IS 'Photo';
COMMENT ON COLUMN custom_vision.iteration_image.tag_ids IS 'Tags that it had';
COMMENT ON COLUMN custom_vision.iteration_image.probabilities IS 'What a head that had not seen the photo said, in the order of iteration.tags';
COMMENT ON COLUMN custom_vision.iteration_image.fold IS 'Which of the heads that was';

CREATE TABLE custom_vision.prediction (
  id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  project_id    uuid NOT NULL REFERENCES custom_vision.project (id) ON DELETE CASCADE,
  iteration_id  uuid NOT NULL REFERENCES custom_vision.iteration (id) ON DELETE CASCADE,
  bytes         bytea NOT NULL,
  width         integer NOT NULL,
  height        integer NOT NULL,
  probabilities real[] NOT NULL,
  application   text,
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX prediction_newest ON custom_vision.prediction (project_id, created_at DESC, id);
CREATE INDEX prediction_by_iteration ON custom_vision.prediction (iteration_id);
ALTER TABLE custom_vision.prediction ALTER COLUMN bytes SET STORAGE EXTERNAL;
COMMENT ON TABLE custom_vision.prediction IS 'Predictions that were asked to be stored, kept for 30 days';
COMMENT ON COLUMN custom_vision.prediction.id IS 'Identifier';
COMMENT ON COLUMN custom_vision.prediction.project_id IS 'Project';
COMMENT ON COLUMN custom_vision.prediction.iteration_id IS 'Iteration that answered';
COMMENT ON COLUMN custom_vision.prediction.bytes IS 'The photo as it was sent';
COMMENT ON COLUMN custom_vision.prediction.width IS 'Pixels, upright';
COMMENT ON COLUMN custom_vision.prediction.height IS 'Pixels, upright';
COMMENT ON COLUMN custom_vision.prediction.probabilities IS 'In the order of iteration.tags';
COMMENT ON COLUMN custom_vision.prediction.application IS 'Name of the application that asked';
COMMENT ON COLUMN custom_vision.prediction.created_at IS 'When it was asked for';

CREATE TABLE custom_vision.export (
  iteration_id uuid NOT NULL REFERENCES custom_vision.iteration (id) ON DELETE CASCADE,
  platform     text NOT NULL,
  flavor       text NOT NULL DEFAULT '',
  status       text NOT NULL DEFAULT 'Exporting' CHECK (status IN ('Exporting', 'Done', 'Failed')),
  bytes        bytea,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (iteration_id, platform, flavor)
);
ALTER TABLE custom_vision.export ALTER COLUMN bytes SET STORAGE EXTERNAL;
COMMENT ON TABLE custom_vision.export IS 'Files that iterations were exported to';
COMMENT ON COLUMN custom_vision.export.iteration_id IS 'Iteration';
COMMENT ON COLUMN custom_vision.export.platform IS 'ONNX';
COMMENT ON COLUMN custom_vision.export.flavor IS 'As it was asked for; empty for the default';
COMMENT ON COLUMN custom_vision.export.status IS 'Exporting, Done or Failed';
COMMENT ON COLUMN custom_vision.export.bytes IS 'The zip';
COMMENT ON COLUMN custom_vision.export.created_at IS 'When the export was asked for';

CREATE TABLE honeyburst.api_token (
  name       text PRIMARY KEY,
  role       text NOT NULL CHECK (role IN ('training', 'prediction')),
  sha256     bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);
COMMENT ON TABLE honeyburst.api_token IS 'Keys that the HTTP service accepts; the keys themselves are not kept';
COMMENT ON COLUMN honeyburst.api_token.name IS 'Who or what holds the key';
COMMENT ON COLUMN honeyburst.api_token.role IS 'training, prediction: the two keys of the Custom Vision compatible server';
COMMENT ON COLUMN honeyburst.api_token.sha256 IS 'SHA-256 of the key';
COMMENT ON COLUMN honeyburst.api_token.created_at IS 'When the key was made';
COMMENT ON COLUMN honeyburst.api_token.revoked_at IS 'From when on it is refused';
