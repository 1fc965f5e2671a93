-- Lines with something spelled nearly like the text: for whoever hit the wrong key.
select l.id, l.kind, l.category, l.text, l.participant, p.name as organisation, p.sector
from listing l
join participant p on p.id = l.participant
where l.exchange = %(exchange)s
  and not p.withdrawn
  and greatest(word_similarity(%(text)s, l.text), word_similarity(%(text)s, p.name)) >= 0.5
order by greatest(word_similarity(%(text)s, l.text), word_similarity(%(text)s, p.name)) desc, l.sort_key, l.id
