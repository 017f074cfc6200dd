"""Pictures of a text, as a telephone or a scanner makes them: drawn by Pillow in DejaVu, which comes with Chromium."""

from __future__ import annotations

import io
import textwrap

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE, MARGIN, LEADING = 32, 40, 48


def picture(text: str, form: str = "PNG", *, blur: float = 0.0) -> bytes:
    """Return a picture of ``text`` in black on white. blur: radius in pixels."""
    lines = [line for paragraph in text.split("\n") for line in textwrap.wrap(paragraph, 60) or [""]]
    page = Image.new("RGB", (1200, 2 * MARGIN + LEADING * len(lines)), "white")
    font = ImageFont.truetype("DejaVuSans.ttf", SIZE)
    for number, line in enumerate(lines):
        ImageDraw.Draw(page).text((MARGIN, MARGIN + LEADING * number), line, fill="black", font=font)
    out = io.BytesIO()
    page.filter(ImageFilter.GaussianBlur(blur)).save(out, form, quality=85)
    return out.getvalue()
