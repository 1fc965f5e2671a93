select commitment, parties from concluded where exchange = %(exchange)s order by position, agreement
