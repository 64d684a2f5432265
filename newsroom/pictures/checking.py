"""Whether bytes are a picture that can be taken, and the picture made clean: upright, in sRGB, 8 bits, no word beside it.

By content alone; what the file is called plays no part. Nothing of what was sent is kept but its pixels: no EXIF, GPS,
XMP, profile, comment or whatever stands behind the picture's end.
"""

from __future__ import annotations

import contextlib
import io
import re

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MOST_BYTES = 20_000_000
MOST_PIXELS = 50_000_000  # what telephones make; a JPEG of that size is decoded at half its size
LONGEST_SIDE = 2400  # pixels of what is kept: twice the widest that a page shows
LEAST_SIDE = 24
MOST_TIMES_AS_LONG = 20  # a wordmark is; a line of pixels is none

_READ = ("JPEG", "PNG", "WEBP", "AVIF")
_SVG = re.compile(rb"\A\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!doctype|svg)", re.IGNORECASE)
_DEEP = ("I", "I;16", "I;16L", "I;16B", "I;16N")  # 16 bits of grey


class Refused(Exception):
    """The bytes are no picture that is taken; the text is a sentence for whoever sent them."""


def checked(data: bytes, *, longest: int = LONGEST_SIDE) -> Image.Image:
    """The picture in mode RGB, or RGBA where something of it is transparent, no side above `longest`. Raises Refused.

    Needs some 300 MB for the largest at worst, and a second.
    """
    _check_bytes(data)
    try:
        with Image.open(io.BytesIO(data), formats=_READ) as found:
            _check_size(found)
            found.verify()  # the sums of a PNG; what it closes is opened again
        with Image.open(io.BytesIO(data), formats=_READ) as found:
            if found.format == "JPEG":
                found.draft(None, (longest, longest))
            found.load()
            return _clean(found, longest)
    except Refused:
        raise
    except UnidentifiedImageError as error:
        raise Refused(_what_else(data)) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(_too_many()) from error
    except Exception as error:  # a decoder that is given nonsense raises whatever it likes
        raise Refused(
            _("The picture is damaged or cut short. Save it again with another program, and send that.")
        ) from error


def _check_bytes(data: bytes) -> None:
    if not data:
        raise Refused(_("The file is empty."))
    if len(data) > MOST_BYTES:
        raise Refused(too_large(len(data)))
    if _SVG.match(data[:1000]):
        raise Refused(_("This is SVG or another drawing in words, which can hold scripts. Save it as PNG."))


def too_large(size: int) -> str:
    return _("The file has %(size).1f MB, and %(most)d MB are the most.") % {
        "size": size / 1e6,
        "most": MOST_BYTES // 1_000_000,
    }


def _check_size(found: Image.Image) -> None:
    width, height = found.size
    if width * height > MOST_PIXELS:
        raise Refused(_too_many())
    if min(width, height) < LEAST_SIDE:
        raise Refused(
            _("The picture is %(width)d × %(height)d pixels; each side needs %(least)d.")
            % {"width": width, "height": height, "least": LEAST_SIDE}
        )
    if max(width, height) > MOST_TIMES_AS_LONG * min(width, height):
        raise Refused(_("The picture is too long and narrow: %d times at most.") % MOST_TIMES_AS_LONG)
    # MPO is a JPEG with more pictures behind it, as many cameras write: the first is the picture.
    if found.format != "MPO" and getattr(found, "n_frames", 1) > 1:
        raise Refused(_("The picture moves. Save one of its frames, as PNG or JPEG."))


def _too_many() -> str:
    return _("The picture has more than %d million pixels. Make it smaller and send it again.") % (
        MOST_PIXELS // 1_000_000
    )


def _what_else(data: bytes) -> str:
    kinds = {b"GIF8": "GIF", b"II*\0": "TIFF", b"MM\0*": "TIFF", b"BM": "BMP", b"%PDF": "PDF", b"8BPS": "PSD"}
    kind = next((name for begins, name in kinds.items() if data.startswith(begins)), "")
    if data[4:8] == b"ftyp":
        kind = "HEIC"
    if kind:
        return _("This is %s, which is not taken. Save it as JPEG, PNG, WebP or AVIF.") % kind
    return _("This is no picture: what is taken is JPEG, PNG, WebP and AVIF, whatever the file is called.")


def _clean(found: Image.Image, longest: int) -> Image.Image:
    profile = found.info.get("icc_profile")
    with contextlib.suppress(Exception):  # an orientation that cannot be read is none
        ImageOps.exif_transpose(found, in_place=True)  # a copy would be as large again
    image = _in_eight_bits(found)
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=3.0)
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
    if alpha is not None and alpha.getextrema() == (255, 255):
        alpha = None
    colours = _in_srgb(image if image.mode in ("L", "CMYK") else image.convert("RGB"), profile)
    if alpha is not None:
        colours.putalpha(alpha)
    bare = Image.new(colours.mode, colours.size)  # without what the file said of itself
    bare.paste(colours)
    return bare


def _in_eight_bits(image: Image.Image) -> Image.Image:
    if image.mode in _DEEP:
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in ("RGB", "RGBA", "L", "LA", "CMYK") else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if turned is not None:
                return turned
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile of other colours than the picture's, or none at all: as if it had none
    return image.convert("RGB")
