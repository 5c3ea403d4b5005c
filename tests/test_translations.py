import re

import pytest
from babel.messages.catalog import Message

from tests.texts import catalog, texts

CATALOG = catalog()
HOLES = re.compile(r"%\((\w+)\)[a-z]|\{(\w+)\}")


def holes(text: str) -> set[str]:
    return {one or other for one, other in HOLES.findall(text)}


def test_every_text_is_translated() -> None:
    missing = [f"{where}: {text}" for where, text, context in texts() if not said(text, context)]
    assert missing == []


def test_the_catalogue_holds_no_text_that_the_interface_no_longer_has() -> None:
    used = {(text, context) for _where, text, context in texts()}
    assert [message.id for message in CATALOG if message.id and (singular(message), message.context) not in used] == []


@pytest.mark.parametrize("message", [each for each in CATALOG if each.id], ids=lambda each: str(each.id)[:40])
def test_a_translation_names_what_its_text_names(message: Message) -> None:
    translated = message.string if isinstance(message.string, str) else message.string[0]
    assert holes(translated) <= holes(singular(message)) | holes(str(message.id))


def test_chinese_text_uses_full_width_punctuation() -> None:
    wrong = re.compile(r"[一-鿿][,;:!?](?:\s|$|[一-鿿])|[一-鿿]\.(?:\s|$)")
    found = [message.string for message in CATALOG if message.id and wrong.search(str(message.string))]
    assert found == []


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def said(text: str, context: str | None) -> bool:
    message = CATALOG.get(text, context)
    return message is not None and not message.fuzzy and bool(message.string and all(message.string))
