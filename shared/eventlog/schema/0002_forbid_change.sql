-- History is not edited: a correction is a new event.
create function forbid_change() returns trigger language plpgsql as $$
begin
    raise exception 'the event log is append-only: % is not allowed', tg_op using errcode = 'restrict_violation';
end
$$;

create trigger event_log_is_append_only
    before update or delete on event_log
    for each row execute function forbid_change();

create trigger event_log_is_never_truncated
    before truncate on event_log
    for each statement execute function forbid_change();
