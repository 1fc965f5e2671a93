-- Whose slug it is after this: the asking exchange's, or another's that had it before.
with taken as (
    insert into slug (slug, exchange) values (%(slug)s, %(exchange)s) on conflict do nothing returning exchange
)
select exchange from taken union all select exchange from slug where slug = %(slug)s
