-- Similarity of words, for searches with a spelling mistake. A trusted extension: the service's own role may make it.
create extension if not exists pg_trgm;
