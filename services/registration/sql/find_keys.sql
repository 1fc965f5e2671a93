select subject, wrapped from subject_key where subject = any(%(subjects)s) and erased_at is null
