-- In one statement, so that the count, the latest agreements and the position belong to the same moment.
select b.position, b.standing, b.late, b.opened_at, b.closes_at, b.paused_at, b.closed_at, b.late_until,
       array(
           select a.shown from board_agreement a
           where a.exchange = b.exchange and not a.cancelled
           order by a.position desc limit %(latest)s
       ) as latest
from board b where b.exchange = %(exchange)s
