-- Lines that have every word: in any of its grammatical forms, or inside another word or the organisation's name,
-- because the Norwegian stemmer does not split compounds ('kurs' in 'førstehjelpskurs'), or else a synonym of it.
-- Those with the words themselves come first. A stop word asks nothing.
select l.id, l.kind, l.category, l.text, l.participant, p.name as organisation, p.sector
from listing l
join participant p on p.id = l.participant
cross join lateral (
    select bool_and(written or meant) as found, bool_and(written) as literally
    from unnest(%(words)s::text[], %(keys)s::text[], %(synonyms)s::text[]) as asked (word, key, synonyms),
         plainto_tsquery('norwegian', asked.word) as form,
         lateral (
             select l.words @@ form or strpos(l.sort_key, asked.key) > 0 or strpos(p.sort_key, asked.key) > 0 as written,
                    asked.synonyms <> '' and l.sort_key ~ asked.synonyms as meant
         ) as line
    where numnode(form) > 0
) as answer
where l.exchange = %(exchange)s
  and not p.withdrawn
  and coalesce(answer.found, true)
order by answer.literally desc nulls last, l.sort_key, l.id
