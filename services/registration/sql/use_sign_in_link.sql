-- Of several who send the same link at once, exactly one gets past this.
with used as (
    update sign_in_link set used_at = %(now)s
    where token_hash = %(token_hash)s and used_at is null and expires_at > %(now)s
    returning organiser
)
update organiser set signed_in_at = %(now)s from used where organiser.id = used.organiser
returning organiser.id, organiser.organisation, organiser.signed_in_at
