import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_every_setting_that_is_read_is_documented_and_none_besides() -> None:
    source = (ROOT / "config/settings.py").read_text()
    read = set(re.findall(r'(?:env|flag|words|kept_secret)\(\s*"([A-Z_]+)"', source))
    table = (ROOT / "docs/guides/deploy.md").read_text().split("| variable |")[1].split("\n\n")[0]
    assert set(re.findall(r"`((?:ONEGRID_|DATABASE_|REDIS_)[A-Z_]+)` ?[,|]", table)) == read
