-- Appends a group of commands' events in one transaction, and tells each command its own outcome, in their order.
--
-- `commands` is an array of {stream, expected, events: [{id, type, schema, data, meta}], also}, where `also` is an
-- array of {stream, expected, events}: other streams that the same command is decided on. All of a command is written
-- or nothing of it, what is `also` written first. Each is judged against the log as the ones before it have left it:
--   'appended'  version and position of its last event;
--   'repeated'  its first event's id is in the log: version, position and stream of what was written then;
--   'conflict'  the stream stands at `version`, not at the expected one; nothing of it was written.
--
-- Where no command stands in another's way, which is nearly always, all are judged and written in one statement each;
-- else one after the other.
--
-- The advisory lock makes commit order equal position order: a reader that sees position n sees all before n. It
-- is taken in a statement of its own, because a statement sees what was committed before it began.
--
-- A session keeps the plans that it made while the log was short, when reading it whole was cheapest: hence no
-- sequential scans, ever.
create or replace function append_events(commands jsonb)
returns table (outcome text, "version" integer, "position" bigint, stream text)
language plpgsql
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    head bigint;
    all_stand_alone boolean;
    command record;
    elsewhere record;
    written_to text;
    reached integer;
    written integer;
begin
    perform pg_advisory_xact_lock(hashtext('event_log'));
    select coalesce(max(l.position), 0) into head from event_log l;

    all_stand_alone := jsonb_array_length(commands) > 1 and (
        select count(distinct c.stream) = count(*)
               and count(distinct c.events -> 0 ->> 'id') = count(*)
               and bool_and(
                   coalesce(jsonb_array_length(c.also), 0) = 0
                   and c.expected = (select coalesce(max(l.version), 0) from event_log l where l.stream = c.stream)
                   and not exists (select from event_log l where l.id = (c.events -> 0 ->> 'id')::uuid)
               )
        from jsonb_to_recordset(commands) as c (stream text, expected integer, events jsonb, also jsonb)
    );
    if all_stand_alone then
        return query
        with event as materialized (
            select c.place, c.stream, c.expected + e.n as version,
                   head + row_number() over (order by c.place, e.n) as position,
                   e.id, e.type, e.schema, e.data, e.meta
            from rows from (
                jsonb_to_recordset(commands) as (stream text, expected integer, events jsonb)
            ) with ordinality as c (stream, expected, events, place),
            rows from (
                jsonb_to_recordset(c.events) as (id uuid, type text, schema smallint, data jsonb, meta jsonb)
            ) with ordinality as e (id, type, schema, data, meta, n)
        ), written as (
            insert into event_log (position, stream, version, id, type, schema, data, meta)
            select position, stream, version, id, type, schema, data, meta from event
        )
        select 'appended', max(version)::integer, max(position), stream from event group by place, stream order by place;
        return;
    end if;

    for command in
        select c.stream, c.expected, c.events, c.also, jsonb_array_length(c.events) as size
        from jsonb_to_recordset(commands) as c (stream text, expected integer, events jsonb, also jsonb)
    loop
        written_to := (select l.stream from event_log l where l.id = (command.events -> 0 ->> 'id')::uuid);
        reached := (select coalesce(max(l.version), 0) from event_log l where l.stream = command.stream);

        if written_to is not null then
            return query
            select 'repeated', max(l.version), max(l.position), written_to
            from event_log l
            where l.id = any (array(select (e ->> 'id')::uuid from jsonb_array_elements(command.events) as e));
            continue;
        elsif reached <> command.expected then
            return query select 'conflict', reached, null::bigint, command.stream;
            continue;
        end if;

        if jsonb_array_length(command.also) > 0 then
            select a.stream, a.reached into elsewhere
            from (
                select o.stream, o.expected,
                       (select coalesce(max(l.version), 0) from event_log l where l.stream = o.stream) as reached
                from jsonb_to_recordset(command.also) as o (stream text, expected integer)
            ) as a
            where a.reached <> a.expected
            limit 1;
            if found then
                return query select 'conflict', elsewhere.reached, null::bigint, elsewhere.stream;
                continue;
            end if;

            insert into event_log (position, stream, version, id, type, schema, data, meta)
            select head + row_number() over (order by o.place, e.n), o.stream, o.expected + e.n,
                   e.id, e.type, e.schema, e.data, e.meta
            from rows from (
                jsonb_to_recordset(command.also) as (stream text, expected integer, events jsonb)
            ) with ordinality as o (stream, expected, events, place),
            rows from (
                jsonb_to_recordset(o.events) as (id uuid, type text, schema smallint, data jsonb, meta jsonb)
            ) with ordinality as e (id, type, schema, data, meta, n);
            get diagnostics written = row_count;
            head := head + written;
        end if;

        insert into event_log (position, stream, version, id, type, schema, data, meta)
        select head + e.n, command.stream, reached + e.n, e.id, e.type, e.schema, e.data, e.meta
        from rows from (
            jsonb_to_recordset(command.events) as (id uuid, type text, schema smallint, data jsonb, meta jsonb)
        ) with ordinality as e (id, type, schema, data, meta, n);
        head := head + command.size;
        return query select 'appended', reached + command.size, head, command.stream;
    end loop;
end
$$;
