-- The event at a checkpoint: a log that was restored from a backup may have another one there.
alter table projection add column event uuid;
alter table policy add column event uuid;

drop function advance_checkpoint(text, integer, bigint, bigint);

-- Compare-and-set of a generation's checkpoint: of several replicas with the same batch exactly one gets past it, and
-- nobody does whose generation is gone. The others' transactions end here, with SQLSTATE BR001.
--
-- The rest of the transaction sees this generation's tables. A lost tail of commits is lost together with its
-- checkpoint and simply applied again: no need to wait for the disk.
create function advance_checkpoint(
    projection_name text, projection_generation integer, from_position bigint, to_position bigint, to_event uuid
) returns void language plpgsql as $$
begin
    update projection set position = to_position, event = to_event
    where name = projection_name and generation = projection_generation and position = from_position;
    if not found then
        raise exception 'the checkpoint of % is not at %', projection_name, from_position using errcode = 'BR001';
    end if;
    perform set_config('synchronous_commit', 'off', true);
    perform set_config('search_path', quote_ident(projection_name || '_' || projection_generation) || ', public', true);
end
$$;
