-- What a link opens: a participant's own page, or an invitation, whose id then stands in `participant`.
alter table participant_link add column kind text not null default 'participant';
