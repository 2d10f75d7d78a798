"""Draws one small picture of a PDF's first page or of an image: run as a program, with limits, on whatever came.

``python -m idarathon.files.preview MIME PATH`` writes WebP to standard output; any other end means: no preview.
"""

from __future__ import annotations

import io
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY, SECONDS = 768 << 20, 10
SIDE = 960  # pixels
PIXELS = 60_000_000  # of an image, before it is made small
DRAWN = ("application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif")


def main(mime: str, path: Path) -> None:
    """Limit ourselves, then draw."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    image = _page(path) if mime == "application/pdf" else _image(path)
    image.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    image.convert("RGB").save(out, "WEBP", quality=78, method=2)
    sys.stdout.buffer.write(out.getvalue())


def _page(path: Path) -> Any:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    page = document[0]
    width, height = page.get_size()
    scale = min(2.0, SIDE / max(width, height, 1))
    return page.render(scale=scale).to_pil()


def _image(path: Path) -> Any:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(path) as image:
        if image.width * image.height > PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (2 * SIDE, 2 * SIDE))  # JPEG: decode no more than is shown
        image.thumbnail((2 * SIDE, 2 * SIDE))
        upright = ImageOps.exif_transpose(image)
        if upright.mode in ("RGBA", "LA", "P"):
            upright = upright.convert("RGBA")
            ground = Image.new("RGBA", upright.size, "white")
            ground.alpha_composite(upright)
            upright = ground
        return upright.convert("RGB")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
