"""Images of signatures and seals as certificates come with them: transparent PNG, blue or red (NĐ 30/2020, Annex I)."""

import io
import warnings
from decimal import Decimal

from django.utils.translation import gettext as _
from PIL import Image, ImageStat

from congvu.kit.errors import Refusal

MOST_BYTES = 2 * 1024 * 1024
MOST_SIDE = 3_000
WIDTHS = {False: (Decimal(20), Decimal(80)), True: (Decimal(20), Decimal(50))}
"""Millimetres on paper a signature, and a seal, may take."""
INK = 40
"""From how opaque a dot counts as drawn."""


class ImageUnfit(Refusal):
    """It cannot stand on a document; the text says why."""


def checked(content: bytes, *, width_mm: Decimal, is_seal: bool) -> bytes:
    """Return the image written anew, without anything else that came in the file.

    :raises ImageUnfit: no PNG, not transparent, not blue (a seal: not red), too large, or of another width
    """
    least, most = WIDTHS[is_seal]
    if not least <= width_mm <= most:
        words = _("Chiều rộng trên giấy phải từ %(least)s đến %(most)s mm (dấu: đúng cỡ thật).")
        raise ImageUnfit(words % {"least": least, "most": most})
    image = _opened(content)
    shape = image.getchannel("A").point(lambda alpha: 255 if alpha >= INK else 0)
    share = ImageStat.Stat(shape).mean[0] / 255
    if share in {0.0, 1.0}:
        raise ImageUnfit(_("Ảnh phải có nền trong suốt."))
    red, _green, blue = ImageStat.Stat(image.convert("RGB"), shape).mean
    if is_seal and red <= blue * 1.3:
        raise ImageUnfit(_("Ảnh dấu phải màu đỏ (NĐ 30/2020/NĐ-CP, Phụ lục I)."))
    if not is_seal and blue <= red * 1.3:
        raise ImageUnfit(_("Ảnh chữ ký phải màu xanh (NĐ 30/2020/NĐ-CP, Phụ lục I)."))
    sink = io.BytesIO()
    image.save(sink, "PNG")
    return sink.getvalue()


def _opened(content: bytes) -> Image.Image:
    unfit = ImageUnfit(_("Ảnh phải là tệp PNG, không quá 2 MB và 3000 điểm mỗi cạnh."))
    if len(content) > MOST_BYTES:
        raise unfit
    try:
        with warnings.catch_warnings(action="error"):
            image = Image.open(io.BytesIO(content), formats=["PNG"])
            if max(image.size) > MOST_SIDE:
                raise unfit
            return image.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Warning) as fault:
        raise unfit from fault
