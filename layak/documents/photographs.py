"""Draw a photo-like picture with a caption: a meeting under a banner, as in activity reports.

The same document always gives the same bytes: noise and colours come from a digest of its title.
"""

import hashlib
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from layak.documents.plain import Paragraph, PlainDocument, date_text

_SKIES = ((143, 182, 214), (205, 214, 218), (176, 200, 190), (226, 205, 170))
_BANNERS = ((15, 92, 92), (150, 40, 48), (32, 70, 130), (122, 84, 18))
_SKIN = ((141, 93, 62), (168, 116, 80), (120, 76, 50), (190, 140, 104))


def write_jpeg(
    document: PlainDocument, width: int = 1280, height: int = 960, *, faces: bool = False
) -> bytes:
    """Draw ``width`` x ``height`` pixels; the banner carries the title, the strip the caption.

    The caption is the first paragraph of the document and its date. The people turn their backs,
    or (``faces``) look into the camera: nobody's faces, but plain enough to be found.
    """
    seed = hashlib.sha256(f"{document.title}|{document.dated}".encode()).digest()
    picture = _scene(seed, width, height)
    draw = ImageDraw.Draw(picture)
    _banner(draw, document.title, seed, width, height)
    _people(draw, seed, width, height, faces=faces)
    picture = _grain(picture.filter(ImageFilter.GaussianBlur(0.8)), seed)
    _caption(picture, _caption_text(document))
    exif = Image.Exif()
    exif[0x010E] = document.title
    exif[0x0132] = f"{document.dated:%Y:%m:%d} 09:00:00"
    made = BytesIO()
    picture.save(made, "JPEG", quality=82, exif=exif)
    return made.getvalue()


def _caption_text(document: PlainDocument) -> str:
    said = next((b.text for b in document.blocks if isinstance(b, Paragraph)), document.title)
    return f"{said}\n{date_text(document.dated)}"


def _scene(seed: bytes, width: int, height: int) -> Image.Image:
    """A light wall that darkens upwards over a tiled floor."""
    sky, floor = _SKIES[seed[0] % len(_SKIES)], 0.66
    shade = Image.linear_gradient("L").resize((width, height))
    wall = Image.composite(
        Image.new("RGB", (width, height), (244, 240, 230)),
        Image.new("RGB", (width, height), sky),
        shade,
    )
    draw = ImageDraw.Draw(wall)
    horizon = int(height * floor)
    draw.rectangle((0, horizon, width, height), fill=(168, 152, 132))
    for step in range(-8, 9):
        draw.line(
            (width / 2 + step * width / 16, horizon, width / 2 + step * width / 5, height),
            fill=(148, 132, 112),
            width=2,
        )
    return wall


def _banner(draw: ImageDraw.ImageDraw, title: str, seed: bytes, width: int, height: int) -> None:
    left, top, right, bottom = width // 10, height // 14, width * 9 // 10, height // 3
    draw.rectangle((left, top, right, bottom), fill=_BANNERS[seed[1] % len(_BANNERS)])
    draw.rectangle((left + 8, top + 8, right - 8, bottom - 8), outline=(250, 246, 230), width=3)
    font = ImageFont.load_default(height / 24)
    text = "\n".join(_wrapped(draw, title.upper(), font, right - left - 60)[:4])
    draw.multiline_text(
        ((left + right) / 2, (top + bottom) / 2),
        text,
        fill=(252, 250, 240),
        font=font,
        anchor="mm",
        align="center",
    )


def _people(
    draw: ImageDraw.ImageDraw, seed: bytes, width: int, height: int, *, faces: bool
) -> None:
    count = 6 + seed[2] % 4
    for at in range(count):
        byte = seed[(3 + at) % len(seed)]
        centre = width * (at + 1) / (count + 1) + byte % 24 - 12
        head, tall = height / 22, height * (0.40 + byte % 9 / 100)
        ground = height * 0.86
        shirt = (40 + byte % 150, 50 + byte * 7 % 140, 70 + byte * 3 % 130)
        shoulders = head * 1.5
        draw.rounded_rectangle(
            (centre - shoulders, ground - tall + head * 2, centre + shoulders, ground),
            radius=head,
            fill=shirt,
        )
        top = ground - tall
        skin = _SKIN[byte % len(_SKIN)]
        if faces:
            draw_face(draw, (centre, top + head), head * 1.5)
            continue
        draw.ellipse((centre - head * 0.8, top, centre + head * 0.8, top + head * 2), fill=skin)
        draw.pieslice(
            (centre - head * 0.9, top - 4, centre + head * 0.9, top + head * 1.8),
            180,
            360,
            fill=(38, 30, 28) if byte % 2 else shirt,
        )


def draw_face(draw: ImageDraw.ImageDraw, middle: tuple[float, float], wide: float) -> None:
    """Draw a face that looks straight ahead, ``wide`` pixels from ear to ear."""
    skin, shade, dark = (205, 156, 120), (164, 124, 96), (90, 44, 38)
    hair, lips = (30, 24, 22), (150, 70, 64)

    def spot(x: float, y: float, across: float, down: float, fill: tuple[int, ...]) -> None:
        left, top = middle[0] + (x - across) * wide, middle[1] + (y - down) * wide
        draw.ellipse((left, top, left + 2 * across * wide, top + 2 * down * wide), fill=fill)

    spot(0, -0.1, 0.56, 0.68, hair)
    spot(0, 0.05, 0.48, 0.64, skin)
    spot(0, -0.52, 0.46, 0.2, hair)
    for side in (-0.2, 0.2):
        spot(side, -0.19, 0.13, 0.03, hair)
        spot(side, -0.06, 0.13, 0.075, shade)
        spot(side, -0.05, 0.1, 0.045, (240, 236, 230))
        spot(side, -0.05, 0.045, 0.045, hair)
    spot(0, 0.12, 0.06, 0.12, shade)
    spot(-0.05, 0.2, 0.03, 0.02, dark)
    spot(0.05, 0.2, 0.03, 0.02, dark)
    spot(0, 0.38, 0.17, 0.06, lips)
    spot(0, 0.38, 0.17, 0.015, dark)


def _grain(picture: Image.Image, seed: bytes) -> Image.Image:
    """Sensor noise: a fixed stream of bytes, blended in at a few percent."""
    size = (picture.width // 2, picture.height // 2)
    noise = hashlib.shake_128(seed).digest(size[0] * size[1])
    grey = Image.frombytes("L", size, noise).resize(picture.size).convert("RGB")
    return Image.blend(picture, grey, 0.05)


def _caption(picture: Image.Image, text: str) -> None:
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(picture.height / 40)
    lines = [
        line for part in text.split("\n") for line in _wrapped(draw, part, font, picture.width - 48)
    ][:4]
    tall = int(picture.height / 40 * 1.35)
    top = picture.height - tall * len(lines) - 20
    draw.rectangle((0, top, picture.width, picture.height), fill=(24, 28, 30))
    for at, line in enumerate(lines):
        draw.text((24, top + 10 + at * tall), line, fill=(244, 240, 230), font=font)


def _wrapped(
    draw: ImageDraw.ImageDraw,
    text: str,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    room: float,
) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and draw.textlength(longer, font=font) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines
