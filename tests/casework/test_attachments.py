import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from onegrid.casework.domain.attachments import LARGEST, LONGEST_SIDE, Upload, clean, path_of, store
from onegrid.casework.domain.filing import open_case
from onegrid.casework.domain.moving import make_move
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import Attachment, StoredFile
from onegrid.casework.queries import entries_of
from tests.casework.walking import photo
from tests.conftest import Cast
from tests.factories import make_case, make_report

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
GPS = 0x8825


def jpeg(size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "JPEG", **options)
    return out.getvalue()


def telltale() -> bytes:
    """A photo that says in every way there is where, when and by whom it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (36.0, 27.0, 31.0)
    return jpeg(exif=exif, comment=b"taken at home", xmp=b"<x:xmpmeta>lat 36.45</x:xmpmeta>")


class TestPhotos:
    def test_what_a_photo_says_of_its_taking_is_gone(self) -> None:
        before = telltale()
        assert b"SecretPhone" in before and b"taken at home" in before and b"xmpmeta" in before
        cleaned = clean(Upload("home.jpg", before)).content
        for trace in (b"SecretPhone", b"taken at home", b"xmpmeta", b"Exif", b"36.45"):
            assert trace not in cleaned
        with Image.open(io.BytesIO(cleaned)) as image:
            assert dict(image.getexif()) == {}

    def test_it_stands_upright_as_the_camera_meant_it(self) -> None:
        with Image.open(io.BytesIO(clean(Upload("home.jpg", telltale())).content)) as image:
            assert image.size == (20, 40)

    def test_texts_in_a_png_are_gone(self) -> None:
        info, out = PngImagePlugin.PngInfo(), io.BytesIO()
        info.add_text("Author", "SecretAuthor")
        Image.new("RGBA", (8, 8)).save(out, "PNG", pnginfo=info)
        assert b"SecretAuthor" not in clean(Upload("shot.png", out.getvalue())).content

    @pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "BMP", "TIFF", "JPEG"])
    def test_every_usual_form_becomes_a_jpeg(self, form: str) -> None:
        out = io.BytesIO()
        Image.new("RGB", (8, 8)).save(out, form)
        cleaned = clean(Upload(f"photo.{form.lower()}", out.getvalue()))
        assert (cleaned.media_type, cleaned.name) == ("image/jpeg", "photo.jpg")
        with Image.open(io.BytesIO(cleaned.content)) as image:
            assert image.format == "JPEG"

    def test_a_large_photo_is_made_smaller_in_its_own_shape(self) -> None:
        with Image.open(io.BytesIO(clean(Upload("wide.jpg", jpeg((5120, 1280)))).content)) as image:
            assert image.size == (LONGEST_SIDE, 640)

    def test_more_than_twenty_megabytes_are_refused(self) -> None:
        with pytest.raises(CaseFault, match=r"20 MB|20MB"):
            clean(Upload("big.jpg", jpeg() + bytes(LARGEST)))

    def test_a_small_file_that_unpacks_to_a_giant_is_refused(self) -> None:
        out = io.BytesIO()
        Image.new("1", (11_000, 11_000)).save(out, "PNG")
        assert len(out.getvalue()) < 2**20
        with pytest.raises(CaseFault) as fault:
            clean(Upload("bomb.png", out.getvalue()))
        assert fault.value.code == "not_a_photo"

    @pytest.mark.parametrize(
        "content", [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ\x90\x00", jpeg()[:60], PDF]
    )
    def test_what_is_no_photo_is_refused_whatever_it_is_called(self, content: bytes) -> None:
        with pytest.raises(CaseFault) as fault:
            clean(Upload("photo.jpg", content))
        assert fault.value.code == "not_a_photo"
        assert "photo.jpg" in fault.value.messages[0]

    def test_a_name_leads_nowhere(self) -> None:
        assert clean(Upload("../../etc/passwd", jpeg())).name == "passwd.jpg"


class TestPapers:
    def test_staff_may_file_a_pdf_as_it_is(self, cast: Cast) -> None:
        case = make_case()
        make_move(case, "take", actor=cast.actor("grid_member"))
        make_move(
            case, "resolve", actor=cast.actor("grid_member"), reply="见附件。", photo=[Upload("整改通知.pdf", PDF)]
        )
        attachment = Attachment.objects.get(case=case)
        assert (attachment.name, attachment.file.media_type) == ("整改通知.pdf", "application/pdf")
        assert path_of(attachment.file_id).read_bytes() == PDF

    def test_a_reporter_may_not(self, cast: Cast) -> None:
        with pytest.raises(CaseFault) as fault:
            open_case(make_report(uploads=[Upload("letter.pdf", PDF)]))
        assert fault.value.code == "not_a_photo"

    def test_staff_may_not_file_a_program_either(self) -> None:
        with pytest.raises(CaseFault):
            clean(Upload("tool.pdf", b"MZ\x90\x00" + bytes(200)), papers=True)


class TestStoring:
    def test_a_file_is_kept_once_under_its_hash(self, cast: Cast) -> None:
        one, other = make_case(uploads=[photo()]), make_case(uploads=[photo()])
        (stored,) = StoredFile.objects.all()
        content = path_of(stored.digest).read_bytes()
        assert hashlib.sha256(content).hexdigest() == stored.digest
        assert stored.size == len(content)
        assert {each.case_id for each in Attachment.objects.all()} == {one.pk, other.pk}

    def test_the_record_names_the_hash(self, cast: Cast) -> None:
        case = make_case(uploads=[photo()])
        entry = entries_of(case).get(verb="attach")
        assert entry.after == {"file": StoredFile.objects.get().digest, "public": True}

    def test_storing_leaves_nothing_half_written(self, settings: object, tmp_path: Path) -> None:
        settings.ATTACHMENTS = tmp_path  # type: ignore[attr-defined]
        digest = store(b"content")
        assert [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()] == [
            Path(digest[:2]) / digest
        ]
        assert store(b"content") == digest
