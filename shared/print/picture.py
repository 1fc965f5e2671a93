"""Pictures for paper."""

from base64 import b64encode
from dataclasses import dataclass

from shared.print.characters import Verbatim


@dataclass(frozen=True)
class Picture:
    """A picture that we have re-encoded ourselves: `media_type` is `image/png`, `image/jpeg` or `image/webp`."""

    content: bytes
    media_type: str
    width: int
    height: int

    def drawing(self) -> Verbatim:
        """The picture inside an SVG: what a template takes, since JSON has no bytes. Its size is in pixels."""
        size = f'width="{self.width}" height="{self.height}"'
        encoded = b64encode(self.content).decode()
        return Verbatim(
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {self.width} {self.height}">'
            f'<image {size} href="data:{self.media_type};base64,{encoded}"/></svg>'
        )
