"""Photos and what is none, as a browser would send them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def photo(name: str = "垃圾桶.jpg", *, colour: str = "green") -> SimpleUploadedFile:
    """A small JPEG; photos of different colours differ."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def no_photo(name: str = "说明.txt") -> SimpleUploadedFile:
    """A text that calls itself a photo."""
    return SimpleUploadedFile(name, "这不是照片".encode(), "image/jpeg")


def pdf(name: str = "方案.pdf") -> SimpleUploadedFile:
    """A PDF by its content."""
    return SimpleUploadedFile(name, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "application/pdf")
