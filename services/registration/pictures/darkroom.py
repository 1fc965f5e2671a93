"""What somebody has sent becomes a picture of ours: looked at with suspicion, decoded, made small, encoded anew.

Nothing of the file itself is kept: no position of a camera, no comment, no second picture, no program behind the
pixels.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from shared.print import Picture
from shared.refusal import Refused

FORMATS = ("PNG", "JPEG", "WEBP")
MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp")
MOST_MEGABYTES = 10
MOST_MEGAPIXELS = 25
"""More than most cameras have; decoded they take some 300 MB for a second or two, of one picture at a time."""
COLOURS_OF_A_DRAWING = 16_384
"""At most; edges that were made smooth have some thousands."""
NEARLY_WHITE = 235
"""Of 255: what is no darker anywhere cannot be seen on paper."""
MOST_WAITING = 20
SECOND_PICTURES_OF_A_PHOTO = "MPO"
"""What Pillow calls a JPEG with a preview or a depth map behind it, as phones make them: no animation."""


class Purpose(Enum):
    """What a picture is for: so many pixels its longer side may have."""

    LOGO = 800
    """Sharp on a poster, where it is 7 cm wide."""
    HERO = 1600
    """Half of a large screen with two pixels to each point."""


class Darkroom:
    """Develops one picture at a time, in a thread beside the requests: Pillow releases Python's interpreter lock."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="darkroom")
        self._waiting = 0

    async def develop(self, content: bytes, purpose: Purpose) -> Picture:
        """`developed`, without holding up anybody. Raises `Refused`, with `too_many` when many wait already."""
        if self._waiting >= MOST_WAITING:
            raise Refused("too_many", "Det er mange som laster opp bilder nå. Vent litt og prøv igjen.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, developed, content, purpose)
        finally:
            self._waiting -= 1


def developed(content: bytes, purpose: Purpose) -> Picture:
    """A PNG, JPEG or WebP as a WebP in sRGB without anything but pixels, upright, and no larger than its purpose.

    Raises `Refused` with a sentence for whoever chose the file.
    """
    if len(content) > MOST_MEGABYTES * 1_000_000:
        raise Refused(
            "picture_too_heavy",
            "Bildefila er for stor. Den kan være på opptil %(megabytes)s MB.",
            megabytes=MOST_MEGABYTES,
        )
    try:
        image = _opened(content, purpose.value)
        if purpose is Purpose.LOGO and _invisible(image):
            raise Refused(
                "picture_invisible", "Bildet synes ikke på hvitt papir. Velg en utgave av logoen med mørkere farger."
            )
        return _encoded(image)
    except Image.DecompressionBombError as bomb:
        raise _too_many_pixels() from bomb
    except UnidentifiedImageError as unknown:
        raise Refused(
            "picture_unknown", "Denne filtypen kan vi ikke bruke. Velg et bilde i formatet PNG, JPEG eller WebP."
        ) from unknown
    except Refused:
        raise
    except Exception as broken:  # whatever Pillow's decoders raise for bytes that only begin like a picture
        raise Refused("picture_broken", "Bildet er skadet eller ufullstendig. Velg et annet.") from broken


def _opened(content: bytes, longest: int) -> Image.Image:
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        if image.width * image.height > MOST_MEGAPIXELS * 1_000_000:
            raise _too_many_pixels()
        if getattr(image, "is_animated", False) and image.format != SECOND_PICTURES_OF_A_PHOTO:
            raise Refused("picture_animated", "Bildet beveger seg. Velg et som står stille.")
        # A JPEG can be decoded small, which saves most of the memory; the others take no notice.
        image.draft(None, (longest, longest))
        if image.mode in ("1", "P", "PA"):  # mixing neighbours needs colours, not their numbers
            small = image.convert("RGBA" if image.has_transparency_data else "RGB")
        else:
            image.load()
            small = image
        small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        return _in_srgb(ImageOps.exif_transpose(small))


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            converted = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):  # a profile that says nothing of use
            converted = None
        if converted is not None:
            return converted
    if image.mode.startswith("I"):  # 16 bits of grey, of which screens show 8
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _invisible(image: Image.Image) -> bool:
    """Whether nothing of it can be seen on white, as with a logo that is made for a dark background."""
    paper = Image.new("RGBA", image.size, "white")
    shades = Image.alpha_composite(paper, image.convert("RGBA")).convert("L").histogram()
    return not any(shades[:NEARLY_WHITE])


def _encoded(image: Image.Image) -> Picture:
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    # Without loss a drawing is smaller and stays sharp; a photograph would be ten times as large.
    drawing = bare.getcolors(COLOURS_OF_A_DRAWING) is not None
    written = BytesIO()
    bare.save(written, "WEBP", lossless=drawing, quality=80 if drawing else 85)
    return Picture(written.getvalue(), "image/webp", bare.width, bare.height)


def _too_many_pixels() -> Refused:
    return Refused(
        "picture_too_large",
        "Bildet har for mange piksler. Det kan ha opptil %(megapixels)s millioner.",
        megapixels=MOST_MEGAPIXELS,
    )
