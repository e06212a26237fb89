COMMENT ON COLUMN honeyburst.listing.text_family IS 'Family named in the title, model or description; without text_finish if they say no more than a family';
COMMENT ON COLUMN honeyburst.listing.text_phrase IS 'The words of the text that name text_finish or text_family';
COMMENT ON COLUMN honeyburst.listing.finish_family IS 'Family of finish_slug, or what the words of a vague or unrecognised finish say';
