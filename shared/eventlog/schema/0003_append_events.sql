-- Appends a group of commands' events in one transaction, and tells each command its own outcome.
--
-- One array element per command in `streams` and `expected`; one per event in the others, `command` being the
-- event's 1-based index into the former. A group names a stream at most once, and no event id twice: the group
-- writer sees to that, so that every command can be judged against the log as it stands.
--
-- Outcomes: 'appended'; 'repeated' (its first event id is in the log: the first result is returned again);
-- 'conflict' (the stream stands at `version`, not at the expected one; nothing of it was written).
--
-- The advisory lock makes commit order equal position order: a reader that sees position n sees all before n. It
-- is taken in a statement of its own, because a statement sees what was committed before it began.
create function append_events(
    streams text[], expected integer[],
    command integer[], ids uuid[], types text[], schemas smallint[], datas jsonb[], metas jsonb[]
) returns table (outcome text, "version" integer, "position" bigint, stream text)
language plpgsql as $$
#variable_conflict use_column
begin
    perform pg_advisory_xact_lock(hashtext('event_log'));

    return query
    with asked as (
        select a.n::integer, a.stream, a.expected
        from unnest(streams, expected) with ordinality as a (stream, expected, n)
    ), event as (
        select e.command, e.id, e.type, e.schema, e.data, e.meta, e.ordinal,
               row_number() over (partition by e.command order by e.ordinal) as step
        from unnest(command, ids, types, schemas, datas, metas)
            with ordinality as e (command, id, type, schema, data, meta, ordinal)
    ), judged as (
        select a.n, a.stream, a.expected,
               first.stream as first_stream,
               coalesce((select max(l.version) from event_log l where l.stream = a.stream), 0) as found
        from asked a
        left join event e on e.command = a.n and e.step = 1
        left join event_log first on first.id = e.id
    ), inserted as (
        insert into event_log as l (position, stream, version, id, type, schema, data, meta)
        select (select coalesce(max(h.position), 0) from event_log h) + row_number() over (order by e.ordinal),
               j.stream, j.found + e.step, e.id, e.type, e.schema, e.data, e.meta
        from judged j
        join event e on e.command = j.n
        where j.first_stream is null and j.found = j.expected
        returning l.stream, l.version, l.position
    ), appended as (
        select i.stream, max(i.version) as version, max(i.position) as position from inserted i group by i.stream
    ), repeated as (
        select e.command as n, max(l.version) as version, max(l.position) as position
        from event e join event_log l on l.id = e.id group by e.command
    )
    select case when j.first_stream is not null then 'repeated'
                when a.position is not null then 'appended'
                else 'conflict' end,
           coalesce(r.version, a.version, j.found)::integer,
           coalesce(r.position, a.position),
           coalesce(j.first_stream, j.stream)
    from judged j
    left join appended a on a.stream = j.stream and j.first_stream is null
    left join repeated r on r.n = j.n
    order by j.n;
end
$$;
