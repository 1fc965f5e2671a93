select 'projection' as kind, name, source, position, event from projection where live
union all
select 'policy', name, source, position, event from policy
order by kind desc, name
