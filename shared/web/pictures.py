"""Where browsers find pictures that people have sent: registration keeps them."""


def picture_address(digest: str) -> str:
    """The address of a picture, which shows it as long as a participant or an exchange does."""
    return f"/bilder/{digest}"
