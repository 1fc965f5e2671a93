"""Whether a text that everybody will read tells how to reach a person, or who it is.

Phone numbers and addresses are a hint, which may be wrong: an organisation's own belong to nobody. An identity number
is never meant for the public, and its control digits tell it from other numbers.
"""

import re

_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
# As Norwegian numbers are written, in pairs or three-two-three, so that years, dates and amounts are left alone.
_PHONE = r"(?<![\d.,])(?:(?:\+|00)47\s?)?(?:[2-9]\d(?:\s?\d\d){3}|[489]\d\d\s\d\d\s\d{3})(?!\d|[.,]\d)"
_CONTACT = re.compile(f"{_EMAIL}|{_PHONE}")
_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d{6}[\s.-]?\d{5}(?!\d)")

# Skatteetaten, 'Fødselsnummer': each control digit makes the weighted sum a multiple of eleven.
_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def find_contact(text: str) -> str | None:
    """The first phone number or e-mail address in a text, as it was written."""
    found = _CONTACT.search(text)
    return found.group() if found else None


def has_identity_number(text: str) -> bool:
    """Whether a text holds a Norwegian national identity number or D-number with the right control digits."""
    return any(_is_identity_number(re.sub(r"\D", "", found)) for found in _ELEVEN_DIGITS.findall(text))


def _is_identity_number(digits: str) -> bool:
    numbers = [int(digit) for digit in digits]
    return all(
        sum(weight * number for weight, number in zip(weights, numbers, strict=False)) % 11 == 0
        for weights in (_FIRST, _SECOND)
    )
