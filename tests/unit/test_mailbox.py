"""The local mailbox's store: each mail once, the latest first, not too many."""

from email.message import EmailMessage
from pathlib import Path

from shared.mailbox.store import Store, text_of


def mail(number: int, *, to: str = "post@eksempel.no") -> bytes:
    """A mail whose Message-ID is made from its number."""
    message = EmailMessage()
    message["To"] = to
    message["Subject"] = f"Avtale nr. {number} på børsen"
    message["Message-ID"] = f"<{number}@localhost>"
    message.set_content("Hei på deg, æøå!")
    return message.as_bytes()


def subjects(store: Store) -> list[str]:
    return [envelope.subject for envelope in store.envelopes()]


def test_the_latest_mail_comes_first(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(mail(1))
    store.keep(mail(2))
    assert subjects(store) == ["Avtale nr. 2 på børsen", "Avtale nr. 1 på børsen"]


def test_the_same_message_id_is_kept_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(mail(1))
    store.keep(mail(1))
    assert len(list(tmp_path.iterdir())) == 1


def test_mails_are_found_by_a_part_of_their_recipient(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(mail(1, to="korps@eksempel.no"))
    store.keep(mail(2, to="bibliotek@eksempel.no"))
    assert [envelope.to for envelope in store.envelopes("KORPS")] == ["korps@eksempel.no"]


def test_mails_outlive_the_process(tmp_path: Path) -> None:
    Store(tmp_path).keep(mail(1))
    reopened = Store(tmp_path)
    (envelope,) = reopened.envelopes()
    found = reopened.mail(envelope.id)
    assert found is not None
    assert text_of(found, "plain") == "Hei på deg, æøå!\n"


def test_the_oldest_mails_go_when_there_are_too_many(tmp_path: Path) -> None:
    store = Store(tmp_path, most=2)
    store.keep(mail(1))
    store.keep(mail(2))
    store.keep(mail(3))
    assert subjects(store) == ["Avtale nr. 3 på børsen", "Avtale nr. 2 på børsen"]
    assert len(list(tmp_path.iterdir())) == 2


def test_an_unknown_mail_is_none(tmp_path: Path) -> None:
    assert Store(tmp_path).mail("../secrets/signing") is None
