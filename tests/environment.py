"""Where the tests run: a home of their own, never the office's."""

import os
import tempfile

HOME = tempfile.mkdtemp(prefix="onegrid-tests-")
os.environ["ONEGRID_HOME"] = HOME
os.environ["ONEGRID_DATA_KEYS"] = "dGVzdHMgb25seSwgbm90IGEgc2VjcmV0IGF0IGFsbCwgMzI"
os.environ["ONEGRID_SECRET_KEY"] = "tests only, not a secret"
os.environ["ONEGRID_OUTBOX"] = "memory"
os.environ["ONEGRID_SECOND_FACTOR"] = "0"
os.environ.setdefault("DATABASE_URL", f"sqlite:///{HOME}/tests.sqlite3")
