-- All agreements of an exchange, or one agreement: a row for each side, the sides of one next to each other.
select agreement.id, agreement.exchange, agreement.commitment, agreement.deadline, agreement.first_contact,
       agreement.made_at, agreement.cancelled_at, follow_up.reached_at, agreement.version,
       party.participant, party.name, party.gives, mailed.at as mailed_at,
       answer.outcome, answer.why, answer.help, answer.at as answered_at
from agreement
join agreement_party as party on party.agreement = agreement.id
left join follow_up on follow_up.agreement = agreement.id
left join mailed on mailed.agreement = agreement.id and mailed.participant = party.participant
left join answer on answer.agreement = agreement.id and answer.participant = party.participant
where agreement.exchange = %(exchange)s or agreement.id = %(agreement)s
order by agreement.deadline, agreement.made_at, agreement.id, party.side
