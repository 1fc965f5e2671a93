select invitation.id, invitation.exchange, invitation.participant, invitation.name, invitation.email, sent_at,
       declined_at, registration.id is not null as signed_up
from invitation left join registration on registration.id = invitation.participant
where invitation.id = %(invitation)s
