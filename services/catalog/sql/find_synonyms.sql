select groups from synonyms where exchange = %(exchange)s
