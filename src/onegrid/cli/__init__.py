"""The command line: one entry point, `onegrid`, for everything an office does at a terminal."""

import os

import django


def main() -> None:
    """Run the command line with the office's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from onegrid.cli.commands import app

    app()
