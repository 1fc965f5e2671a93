-- The commands whose PINs were replaced: one that comes again, late, must not win over a newer one.
alter table broker_pin add column replaced uuid[] not null default '{}';
