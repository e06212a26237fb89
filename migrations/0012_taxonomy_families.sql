-- Families become rows of their own, and finishes get columns for shop codes and names in other languages.

ALTER TABLE honeyburst.taxonomy ADD COLUMN built_in boolean NOT NULL DEFAULT true;
COMMENT ON TABLE honeyburst.taxonomy IS 'Versions of the families and finishes; the highest version is the current one';
COMMENT ON COLUMN honeyburst.taxonomy.checksum IS 'SHA-256 of the version''s families and finishes in canonical form';
COMMENT ON COLUMN honeyburst.taxonomy.built_in IS 'Whether the families and finishes that come with the program are part of it; false after taxonomy import --replace';

ALTER TABLE honeyburst.finish
  ADD COLUMN codes jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN translations jsonb NOT NULL DEFAULT '[]',
  ALTER COLUMN swatch TYPE text[] USING ARRAY[swatch],
  ADD CHECK (cardinality(swatch) BETWEEN 1 AND 3);
COMMENT ON COLUMN honeyburst.finish.family IS 'Slug of its family, such as red';
COMMENT ON COLUMN honeyburst.finish.aliases IS 'Other spellings in English';
COMMENT ON COLUMN honeyburst.finish.codes IS 'Shop codes, such as [{"code": "CH", "maker": "Epiphone"}]; maker is null where several makers use the code in the same sense';
COMMENT ON COLUMN honeyburst.finish.translations IS 'Names in other languages, such as [{"language": "de", "name": "Schwarz"}]';
COMMENT ON COLUMN honeyburst.finish.swatch IS 'One to three colours as #rrggbb, from the centre to the edge, for display only';

-- Release 0.1 kept codes among the aliases: an alias in capitals, after a maker's name that maker's own.
UPDATE honeyburst.finish f
   SET aliases = ARRAY(SELECT alias FROM unnest(f.aliases) WITH ORDINALITY AS a(alias, n)
                        WHERE alias !~ '(^| )[A-Z0-9]{2,5}$' ORDER BY n),
       codes = (SELECT coalesce(jsonb_agg(jsonb_build_object('code', substring(alias FROM '(?:^| )([A-Z0-9]{2,5})$'),
                                                            'maker', substring(alias FROM '^(.+) [A-Z0-9]{2,5}$'))
                                          ORDER BY n), '[]')
                  FROM unnest(f.aliases) WITH ORDINALITY AS a(alias, n) WHERE alias ~ '(^| )[A-Z0-9]{2,5}$')
 WHERE EXISTS (SELECT FROM unnest(f.aliases) AS alias WHERE alias ~ '(^| )[A-Z0-9]{2,5}$');

CREATE TABLE honeyburst.family (
  taxonomy_version integer NOT NULL REFERENCES honeyburst.taxonomy (version) ON DELETE CASCADE,
  slug         text NOT NULL,
  name         text NOT NULL,
  position     integer NOT NULL,
  swatch       text[] NOT NULL CHECK (cardinality(swatch) BETWEEN 1 AND 3),
  words        text[] NOT NULL DEFAULT '{}',
  translations jsonb NOT NULL DEFAULT '[]',
  wins_over    text[] NOT NULL DEFAULT '{}',
  plain        boolean NOT NULL DEFAULT false,
  origin       text NOT NULL CHECK (origin IN ('built-in', 'extension')),
  PRIMARY KEY (taxonomy_version, slug)
);
COMMENT ON TABLE honeyburst.family IS 'A group of finishes, such as red, within one version of the taxonomy';
COMMENT ON COLUMN honeyburst.family.taxonomy_version IS 'Version of the taxonomy the row belongs to';
COMMENT ON COLUMN honeyburst.family.slug IS 'Canonical identifier, such as red';
COMMENT ON COLUMN honeyburst.family.name IS 'Display name, such as Red';
COMMENT ON COLUMN honeyburst.family.position IS 'Place in the order that people see, counted from 1';
COMMENT ON COLUMN honeyburst.family.swatch IS 'One to three colours as #rrggbb, from the centre to the edge, for display only';
COMMENT ON COLUMN honeyburst.family.words IS 'English words that say this family and nothing closer';
COMMENT ON COLUMN honeyburst.family.translations IS 'The same in other languages, such as [{"language": "de", "name": "rot"}]';
COMMENT ON COLUMN honeyburst.family.wins_over IS 'Families that it wins over where a text names both: a blue burst is blue';
COMMENT ON COLUMN honeyburst.family.plain IS 'Whether one of its words alone is the whole name of a built-in finish, as Black is and Blue is not';
COMMENT ON COLUMN honeyburst.family.origin IS 'built-in: shipped with the program; extension: imported by a user';

-- The versions so far get the families that their finishes name; the next sync writes a version with complete ones.
INSERT INTO honeyburst.family (taxonomy_version, slug, name, position, swatch, origin)
SELECT taxonomy_version, family, initcap(family),
       row_number() OVER (PARTITION BY taxonomy_version ORDER BY family COLLATE "C"),
       ARRAY[(array_agg(swatch[1] ORDER BY slug COLLATE "C"))[1]], 'built-in'
  FROM honeyburst.finish GROUP BY taxonomy_version, family;

ALTER TABLE honeyburst.finish
  ADD FOREIGN KEY (taxonomy_version, family) REFERENCES honeyburst.family (taxonomy_version, slug) ON DELETE CASCADE;
