select 'projection' as kind, name, source, position from projection where live
union all
select 'policy', name, source, position from policy
order by kind desc, name
