-- A row for each page of events. Positions have no holes, so a page is a span of them, and a page's events can be
-- numbered without being told.
select page.after, events.types, events.schemas, events.datas
from (select least(%(until)s::bigint, coalesce(max(position), 0)) as position from event_log) as last
cross join generate_series(%(after)s::bigint, last.position - 1, %(page)s::bigint) as page (after)
cross join lateral (
    select array_agg(e.type order by e.position) as types,
           array_agg(e.schema order by e.position) as schemas,
           array_agg(convert_to(e.data::text, 'UTF8') order by e.position) as datas
    from event_log e
    where e.position > page.after and e.position <= least(page.after + %(page)s, last.position)
) as events
