"""The name under which a browser keeps a file."""

from shared.web.downloads import attachment


def test_an_old_program_gets_a_name_of_plain_letters() -> None:
    assert 'filename="born-og-aere.pdf"' in attachment("Børn og ære", "pdf")


def test_a_name_keeps_its_letters_and_is_neither_a_folder_nor_a_header() -> None:
    assert attachment('Ås/"Vik"\r\nx', "pdf").endswith("filename*=UTF-8''%C3%85s%2F%22Vik%22%0D%0Ax.pdf")
