-- One word, as an operator types it.
update policy set name = replace(name, ' ', '_');
