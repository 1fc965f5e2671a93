-- Those that a correction has left out.
delete from agreement_party where agreement = %(agreement)s and side >= %(parties)s
