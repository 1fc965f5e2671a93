-- Lines with something spelled nearly like the text: for whoever hit the wrong key. Likeness is dear: that of a name is
-- found once for all of its lines, and `offset 0` keeps that of a line from being found again for the order.
with named as materialized (
    select id, name, sector, word_similarity(%(text)s, name) as likeness
    from participant
    where exchange = %(exchange)s and not withdrawn
)
select l.id, l.kind, l.category, l.text, l.participant, p.name as organisation, p.sector
from listing l
join named p on p.id = l.participant
cross join lateral (
    select greatest(word_similarity(%(text)s, l.text), p.likeness) as likeness offset 0
) as answer
where l.exchange = %(exchange)s and answer.likeness >= 0.5
order by answer.likeness desc, l.sort_key, l.id
