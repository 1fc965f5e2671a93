"""What people send as a picture, and what becomes of it."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms
from PIL.TiffImagePlugin import IFDRational

from services.registration.pictures.darkroom import Purpose, developed
from shared.print import Picture
from shared.refusal import Refused

RED, GREEN, BLUE = (200, 30, 40), (30, 160, 60), (30, 60, 200)
ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


def written(image: Image.Image, format_: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()


def read(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.content))


def halves(size: tuple[int, int] = (200, 100)) -> Image.Image:
    """Red to the left, green to the right."""
    image = Image.new("RGB", size, RED)
    image.paste(GREEN, (size[0] // 2, 0, *size))
    return image


def photo(**tags: object) -> bytes:
    """As a camera writes it: with its make, where it was, and which side is up."""
    exif = Image.Exif()
    exif[MAKE] = "Eksempelkamera"
    exif[GPS] = {1: "N", 2: (IFDRational(59), IFDRational(55), IFDRational(0))}
    exif[ORIENTATION] = tags.get("orientation", 1)
    return written(halves(), "JPEG", exif=exif, comment=b"hemmelig", quality=95)


def png_header(width: int, height: int) -> bytes:
    """The beginning of a PNG that claims to be so large: a few bytes that would become gigabytes."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"IDAT" + zlib.compress(b"\0" * 100)
    chunks = (struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (header, body))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def close(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(one, other, strict=True))


def refusal_of(content: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        developed(content, Purpose.LOGO)
    return refusal.value.code


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_encoded_anew(format_: str) -> None:
    picture = developed(written(halves(), format_), Purpose.LOGO)
    assert (picture.media_type, picture.width, picture.height) == ("image/webp", 200, 100)
    assert close(read(picture).convert("RGB").getpixel((150, 50)), GREEN)  # type: ignore[arg-type]


def test_it_is_made_no_larger_than_it_is_needed() -> None:
    picture = developed(written(halves((3000, 1500)), "JPEG"), Purpose.LOGO)
    assert (picture.width, picture.height) == (800, 400)


def test_a_small_one_stays_as_it_is() -> None:
    assert developed(written(halves((3, 2)), "PNG"), Purpose.LOGO).width == 3


def test_nothing_but_pixels_is_kept() -> None:
    picture = developed(photo(), Purpose.LOGO)
    assert not read(picture).getexif()
    assert not any(word in picture.content for word in (b"Eksempelkamera", b"hemmelig", b"EXIF", b"ICCP", b"XMP"))


def test_a_photo_taken_sideways_stands_upright() -> None:
    picture = developed(photo(orientation=6), Purpose.LOGO)
    assert (picture.width, picture.height) == (100, 200)
    assert close(read(picture).convert("RGB").getpixel((50, 20)), RED)  # type: ignore[arg-type]


def test_what_is_transparent_stays_so() -> None:
    picture = developed(written(Image.new("RGBA", (40, 40), (*BLUE, 0)), "PNG"), Purpose.HERO)
    assert read(picture).getpixel((20, 20))[3] == 0  # type: ignore[index]


def test_a_palette_with_a_transparent_colour_stays_transparent() -> None:
    image = Image.new("P", (40, 40), 0)
    image.putpalette([*RED, *GREEN])
    picture = developed(written(image, "PNG", transparency=0), Purpose.HERO)
    assert read(picture).getpixel((20, 20))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I;16"])
def test_a_picture_without_colours_is_one_too(mode: str) -> None:
    picture = developed(written(Image.new(mode, (2000, 2000), 0), "PNG"), Purpose.HERO)
    assert picture.width == 1600
    assert close(read(picture).convert("RGB").getpixel((20, 20)), (0, 0, 0))  # type: ignore[arg-type]


def test_the_colours_of_a_printers_file_are_those_of_a_screen() -> None:
    picture = developed(written(halves().convert("CMYK"), "JPEG", quality=95), Purpose.LOGO)
    assert close(read(picture).convert("RGB").getpixel((20, 50)), RED)  # type: ignore[arg-type]


def test_a_profile_is_applied_and_left_behind() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = developed(written(halves(), "PNG", icc_profile=profile), Purpose.LOGO)
    assert close(read(picture).convert("RGB").getpixel((20, 50)), RED)  # type: ignore[arg-type]
    assert "icc_profile" not in read(picture).info


def test_a_profile_that_says_nothing_does_no_harm() -> None:
    assert developed(written(halves(), "PNG", icc_profile=b"nonsense"), Purpose.LOGO).width == 200


def test_a_phones_photo_with_a_second_picture_behind_it_is_a_photo() -> None:
    content = written(halves(), "MPO", save_all=True, append_images=[halves((20, 10))])
    assert developed(content, Purpose.LOGO).width == 200


def test_the_same_picture_has_the_same_name() -> None:
    content = written(halves(), "PNG")
    assert developed(content, Purpose.LOGO).digest == developed(content, Purpose.LOGO).digest


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_what_moves_is_refused(format_: str) -> None:
    content = written(halves(), format_, save_all=True, append_images=[halves().rotate(180)])
    assert refusal_of(content) == "picture_animated"


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7",
        b"",
        written(halves(), "GIF"),
        written(halves(), "BMP"),
        written(halves(), "TIFF"),
    ],
    ids=["svg", "pdf", "empty", "gif", "bmp", "tiff"],
)
def test_what_is_no_png_jpeg_or_webp_is_refused(content: bytes) -> None:
    assert refusal_of(content) == "picture_unknown"


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
def test_half_a_picture_is_refused(format_: str) -> None:
    content = written(Image.effect_noise((200, 200), 60).convert("RGB"), format_)
    assert refusal_of(content[: len(content) // 2]) == "picture_broken"


@pytest.mark.parametrize("size", [(7000, 7000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_few_bytes_that_would_become_gigabytes_are_refused(size: tuple[int, int]) -> None:
    assert refusal_of(png_header(*size)) == "picture_too_large"


@pytest.mark.parametrize(("ink", "paper"), [((255, 255, 255, 255), (0, 0, 0, 0)), ((250, 250, 240), (255, 255, 255))])
def test_a_logo_that_cannot_be_seen_on_white_is_refused(ink: tuple[int, ...], paper: tuple[int, ...]) -> None:
    logo = Image.new("RGBA" if len(ink) > 3 else "RGB", (200, 100), paper)
    logo.paste(ink, (50, 25, 150, 75))
    assert refusal_of(written(logo, "PNG")) == "picture_invisible"


def test_a_file_that_is_too_heavy_is_refused() -> None:
    assert refusal_of(b"\x89PNG" + b"\0" * 10_000_000) == "picture_too_heavy"
