"""Pictures that people have sent, as we keep them."""

from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from shared.print.characters import Verbatim


@dataclass(frozen=True)
class Picture:
    """A picture that we have re-encoded ourselves: `media_type` is `image/png`, `image/jpeg` or `image/webp`."""

    content: bytes
    media_type: str
    width: int
    height: int

    @cached_property
    def digest(self) -> str:
        """What it is stored and found under: SHA-256 of its content, in hexadecimal digits."""
        return sha256(self.content).hexdigest()

    @property
    def inline(self) -> str:
        """The picture as an address that holds all of it (RFC 2397)."""
        return f"data:{self.media_type};base64,{b64encode(self.content).decode()}"

    def drawing(self) -> Verbatim:
        """The picture inside an SVG: what a template takes, since JSON has no bytes. Its size is in pixels."""
        size = f'width="{self.width}" height="{self.height}"'
        return Verbatim(
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {self.width} {self.height}">'
            f'<image {size} href="{self.inline}"/></svg>'
        )
