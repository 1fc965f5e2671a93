select agreement.id, agreement.number, agreement.version, agreement.commitment, agreement.deadline,
       agreement.first_contact, agreement.money_confirmed, agreement.made_at, agreement.broker,
       agreement.corrected_at, agreement.cancelled_at, agreement.reason, agreement.late,
       (select jsonb_agg(
                   jsonb_build_object('participant', participant, 'name', name, 'gives', gives, 'listing', listing)
                   order by place)
        from agreement_party where agreement_party.agreement = agreement.id) as parties
from agreement
where agreement.exchange = %(exchange)s
order by agreement.number desc
limit %(limit)s
