select advance_checkpoint(%(name)s, %(generation)s, %(old)s, %(new)s, %(event)s)
