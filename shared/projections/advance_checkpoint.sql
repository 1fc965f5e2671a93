-- Compare-and-set; in the same round trip, what the rest of the transaction needs. A lost tail of commits is lost
-- together with its checkpoint and simply applied again: no need to wait for the disk.
update projection set position = %(new)s
where name = %(name)s and generation = %(generation)s and position = %(old)s
returning set_config('synchronous_commit', 'off', true),
          set_config('search_path', quote_ident(%(schema)s) || ', public', true)
