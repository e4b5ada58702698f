"""The background worker: procrastinate's app as Django sets it up."""

from procrastinate import App


def on_app_ready(app: App) -> None:
    """Fail at start, not at the first job, when the task modules cannot be imported."""
    app.perform_import_paths()
