-- Lines that have every word: in any of its grammatical forms, or inside another word or the organisation's name,
-- because the Norwegian stemmer does not split compounds ('kurs' in 'førstehjelpskurs'). A stop word asks nothing.
select l.id, l.kind, l.category, l.text, l.participant, p.name as organisation, p.sector
from listing l
join participant p on p.id = l.participant
where l.exchange = %(exchange)s
  and not p.withdrawn
  and not exists (
      select from unnest(%(words)s::text[], %(keys)s::text[]) as asked (word, key),
                  plainto_tsquery('norwegian', asked.word) as form
      where numnode(form) > 0
        and not (l.words @@ form or strpos(l.sort_key, asked.key) > 0 or strpos(p.sort_key, asked.key) > 0)
  )
order by l.sort_key, l.id
