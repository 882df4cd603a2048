"""The Mesa convention: ``solara run app.py`` opens the dashboard, with the guard and settings of ``pilotcity app``."""

from experiments.dashboard.launcher import prepare

prepare("127.0.0.1", 8765)

from experiments.dashboard.app import Page  # noqa: E402

__all__ = ["Page"]
