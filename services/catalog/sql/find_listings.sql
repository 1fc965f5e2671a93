-- Lines that have every word: in any of its grammatical forms, or inside another word or the organisation's name,
-- because the Norwegian stemmer does not split compounds ('kurs' in 'førstehjelpskurs'), or else a synonym of it.
-- Those with the words themselves come first. A stop word asks nothing. Synonyms are looked for only in lines that
-- do not have the words themselves: it takes ten times as long.
with asked as materialized (
    select asked.word, asked.key, asked.synonyms, form
    from unnest(%(words)s::text[], %(keys)s::text[], %(synonyms)s::text[]) as asked (word, key, synonyms),
         plainto_tsquery('norwegian', asked.word) as form
    where numnode(form) > 0
)
select l.id, l.kind, l.category, l.text, l.participant, p.name as organisation, p.sector
from listing l
join participant p on p.id = l.participant
cross join lateral (
    select not exists (
        select from asked
        where not (l.words @@ form or strpos(l.sort_key, asked.key) > 0 or strpos(p.sort_key, asked.key) > 0)
    ) as literally
) as answer
where l.exchange = %(exchange)s
  and not p.withdrawn
  and (
      literally
      or not exists (
          select from asked
          where not (
              l.words @@ form or strpos(l.sort_key, asked.key) > 0 or strpos(p.sort_key, asked.key) > 0
              or asked.synonyms <> '' and l.sort_key ~ asked.synonyms
          )
      )
  )
order by literally desc, l.sort_key, l.id
