insert into agreement (id, data) values (%(id)s, %(data)s)
