insert into plan_forgotten (participant) values (%(participant)s) on conflict do nothing
