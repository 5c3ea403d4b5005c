import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, models
from django.test.utils import isolate_apps

from onegrid.lib.crypto import CannotDecrypt
from onegrid.lib.fields import EncryptedTextField

OLD, NEW = "b2xk" * 16, "bmV3" * 16
TEXT = "张三 138 0000 0000"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _key(settings):
    settings.ONEGRID_DATA_KEYS = [NEW]


@pytest.fixture
def note():
    """A table with an encrypted column, for the length of one test."""
    with isolate_apps():

        class Note(models.Model):
            contact = EncryptedTextField(null=True)

            class Meta:
                app_label = "lib"

        with connection.schema_editor() as editor:
            editor.create_model(Note)
        yield Note
        with connection.schema_editor() as editor:
            editor.delete_model(Note)


def stored():
    """What the database holds, row by row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact FROM lib_note ORDER BY id")
        return [contact for (contact,) in cursor.fetchall()]


def test_the_database_never_sees_the_text(note):
    note.objects.create(contact=TEXT)
    assert note.objects.get().contact == TEXT
    [contact] = stored()
    assert contact.startswith("gAAAA") and "138" not in contact


def test_bulk_writes_and_updates_are_encrypted_once(note):
    note.objects.bulk_create([note(contact="甲"), note(contact="乙"), note(contact="丙")])
    first, second, _ = note.objects.order_by("id")
    note.objects.filter(pk=first.pk).update(contact="丁")
    second.contact = "戊"
    note.objects.bulk_update([second], ["contact"])
    assert list(note.objects.order_by("id").values_list("contact", flat=True)) == ["丁", "戊", "丙"]
    assert all(contact.startswith("gAAAA") for contact in stored())


def test_nothing_stays_nothing(note):
    note.objects.bulk_create([note(contact=None), note(contact="")])
    assert stored() == [None, ""]
    assert list(note.objects.order_by("id").values_list("contact", flat=True)) == [None, ""]


def test_only_isnull_may_be_asked(note):
    note.objects.bulk_create([note(contact=None), note(contact=TEXT)])
    assert note.objects.filter(contact__isnull=False).count() == 1
    for lookup in ("contact", "contact__contains", "contact__in", "contact__lower__startswith"):
        with pytest.raises(FieldError, match="contact is encrypted"):
            note.objects.filter(**{lookup: TEXT}).exists()


def test_old_rows_are_read_after_a_rotation(note, settings):
    settings.ONEGRID_DATA_KEYS = [OLD]
    note.objects.create(contact=TEXT)
    settings.ONEGRID_DATA_KEYS = [NEW, OLD]
    assert note.objects.get().contact == TEXT
    settings.ONEGRID_DATA_KEYS = [NEW]
    with pytest.raises(CannotDecrypt):
        note.objects.get()


@pytest.mark.parametrize("keys", [[], ["c2hvcnQ"]])
def test_wrong_keys_are_a_fault_of_the_settings(note, settings, keys):
    settings.ONEGRID_DATA_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="ONEGRID_DATA_KEYS"):
        note.objects.create(contact=TEXT)
