"""Whether a text speaks of money changing hands (handbook: 'Ikke penger!').

A hint for whoever writes, who may confirm that none does: it rather asks once too often than too seldom. Words that
merely contain another (`kreativ`), and phrases that say there is no payment, are left alone.
"""

import re

# `nok` also means 'enough': only in capitals, as the currency's code, is it money.
_WORDS = r"""(?<![^\W\d])(?:
    (?-i:NOK)
  | penger? | pengene | kontanter | kroner? | kr | øre | tusenlapp(?:en|er)? | euro | dollar
  | betal(?:e|er|t|te|es|ing|ingen)
  | honorar(?:et|er)? | vederlag(?:et)? | godtgjørelsen? | gasje(?:n|r)?
  | (?:time|års|måneds)?lønn(?:en|et|a)?
  | (?:leie|time|dag|døgn|møte|fast|spesial|medlems)pris(?:en|er)? | husleien? | leiesum(?:men)?
  | faktura(?:en|er)? | fakturer(?:e|er|es|t|te)
  | vipps(?:e|er|es|et|a)? | gebyr(?:et|er)? | depositum(?:et)? | egenandel(?:en|er)? | rabatt(?:en|er|ert)? | mva
)(?!\w)"""
_AMOUNTS = r"\d[\d .]*,\s?[-–—] | [€$£]\s?\d | \d\s?[€$£]"
_WITHOUT = r"""\b(?:uten|ingen|inga|ikke|aldri|slipper|null|0)\s+
    (?:(?:noen|noe|form|for|krav|om|ekstra|å|ta|få|kreve)\s+)*"""

_MONEY = re.compile(f"{_WORDS} | {_AMOUNTS}", re.VERBOSE | re.IGNORECASE)
_NO_MONEY = re.compile(f"{_WITHOUT} {_WORDS}", re.VERBOSE | re.IGNORECASE)


def find_money(text: str) -> str | None:
    """The first words by which a text speaks of money, as they were written; None where it does not."""
    found = _MONEY.search(_NO_MONEY.sub(" ", text))
    return found.group().strip() if found else None
