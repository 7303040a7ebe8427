"""Draw the integration's icon: a bathroom scale, drawn large and scaled down for smooth edges."""

from collections.abc import Iterable
import math
import pathlib

from PIL import Image, ImageChops, ImageDraw, ImageFilter

BRAND = pathlib.Path(__file__).parent.parent / "custom_components" / "body_scale" / "brand"
SIZES = {"icon.png": 256, "icon@2x.png": 512}
CANVAS = 2048

EDGE = (1, 87, 155)
TOP, BOTTOM = (41, 182, 246), (2, 119, 189)
DIAL = (255, 255, 255)
TICK = (84, 110, 122)
NEEDLE = (244, 81, 30)
FOOT = (129, 212, 250)

HUB = (1024, 930)
RADIUS = 620
"""The dial is the upper part of a circle around the hub."""

# A bare left foot's print as ellipses: centre, radius across, radius along. The big toe is inside.
SOLE = ((750, 1620, 118, 140), (724, 1500, 104, 170), (706, 1360, 152, 150), (745, 1350, 120, 130))
TOES = (
    (812, 1140, 58, 72),
    (706, 1122, 42, 54),
    (618, 1148, 37, 47),
    (546, 1196, 33, 42),
    (492, 1262, 29, 37),
)


def gradient() -> Image.Image:
    """Return the colour of the scale's plate, lighter at the top."""
    column = Image.new("RGB", (1, CANVAS))
    for y in range(CANVAS):
        part = y / (CANVAS - 1)
        column.putpixel(
            (0, y), tuple(round(a + (b - a) * part) for a, b in zip(TOP, BOTTOM, strict=True))
        )
    return column.resize((CANVAS, CANVAS))


def plate(inset: int, radius: int) -> Image.Image:
    """Return the mask of a rounded square."""
    mask = Image.new("L", (CANVAS, CANVAS), 0)
    box = (inset, inset, CANVAS - inset, CANVAS - inset)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius, fill=255)
    return mask


def softened(mask: Image.Image, radius: int) -> Image.Image:
    """Return the mask with its corners rounded: blurred, then cut at half."""
    blurred = mask.filter(ImageFilter.GaussianBlur(radius))
    return blurred.point(lambda value: 255 if value > 127 else 0)


def dial() -> Image.Image:
    """Return the mask of the window the needle is seen through: a fan with a flat foot."""
    mask = Image.new("L", (CANVAS, CANVAS), 0)
    draw = ImageDraw.Draw(mask)
    box = (HUB[0] - RADIUS, HUB[1] - RADIUS, HUB[0] + RADIUS, HUB[1] + RADIUS)
    draw.chord(box, 203, 337, fill=255)
    return softened(mask, 60)


def ellipses(of: Iterable[tuple[int, int, int, int]]) -> Image.Image:
    """Return the mask of these ellipses and of their mirror image."""
    mask = Image.new("L", (CANVAS, CANVAS), 0)
    draw = ImageDraw.Draw(mask)
    for x, y, across, along in of:
        for middle in (x, CANVAS - x):
            draw.ellipse((middle - across, y - along, middle + across, y + along), fill=255)
    return mask


def feet() -> Image.Image:
    """Return the mask of the two prints."""
    return ImageChops.lighter(softened(ellipses(SOLE), 30), ellipses(TOES))


def at(degrees: float, distance: float) -> tuple[float, float]:
    """Return the point that far from the hub, in degrees from straight up."""
    angle = math.radians(degrees)
    return HUB[0] + distance * math.sin(angle), HUB[1] - distance * math.cos(angle)


def round_line(
    draw: ImageDraw.ImageDraw,
    ends: tuple[tuple[float, float], tuple[float, float]],
    width: int,
    fill: tuple[int, int, int],
) -> None:
    """Draw a line with round ends."""
    draw.line(ends, fill=fill, width=width)
    for x, y in ends:
        draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=fill)


def picture() -> Image.Image:
    """Return the whole icon at the canvas' size."""
    image = Image.new("RGBA", (CANVAS, CANVAS), (0, 0, 0, 0))
    image.paste(EDGE, mask=plate(48, 400))
    image.paste(gradient(), mask=plate(104, 350))
    image.paste(FOOT, mask=feet())
    image.paste(DIAL, mask=dial())
    draw = ImageDraw.Draw(image)
    for degrees in range(-50, 51, 25):
        round_line(draw, (at(degrees, RADIUS - 80), at(degrees, RADIUS - 150)), 34, TICK)
    round_line(draw, (at(0, 310), at(14, RADIUS - 130)), 52, NEEDLE)
    x, y = at(0, 310)
    draw.ellipse((x - 62, y - 62, x + 62, y + 62), fill=NEEDLE)
    return image


def main() -> None:
    """Write the icon in every size Home Assistant asks for."""
    BRAND.mkdir(exist_ok=True)
    large = picture()
    for name, size in SIZES.items():
        large.resize((size, size), Image.Resampling.LANCZOS).save(BRAND / name, optimize=True)
        print(f"{name}: {size} x {size}")


if __name__ == "__main__":
    main()
