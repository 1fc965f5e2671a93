-- Lines with something spelled nearly like the text: for whoever hit the wrong key. The likeness of a name is found once
-- for all of its lines.
with named as materialized (
    select id, name, sector, word_similarity(%(text)s, name) as likeness
    from participant
    where exchange = %(exchange)s and not withdrawn
),
alike as materialized (
    select id, kind, category, text, participant, sort_key
    from listing
    where text %%> %(text)s
    union
    select l.id, l.kind, l.category, l.text, l.participant, l.sort_key
    from listing l
    join named p on p.id = l.participant
    where l.exchange = %(exchange)s and p.likeness >= 0.5
)
select l.id, l.kind, l.category, l.text, l.participant, p.name as organisation, p.sector
from alike l
join named p on p.id = l.participant
order by greatest(word_similarity(%(text)s, l.text), p.likeness) desc, l.sort_key, l.id
