"""What the deadlines are called that a broker can choose with one tap, or the parties with one cross."""

from shared.web.i18n import N_

DEADLINES = {"two_weeks": N_("Om to uker"), "one_month": N_("Om en måned"), "end_of_term": N_("Semesterslutt")}
"""What the days of `proposals` are called."""
