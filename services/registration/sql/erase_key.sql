update subject_key set wrapped = null, erased_at = now() where subject = %(subject)s and erased_at is null
