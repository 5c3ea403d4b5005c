"""Properties are checked without a time limit of their own: machines that run tests are often busy."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
