"""Background work of search."""

from procrastinate.contrib.django import app

from layak.search import services


@app.periodic(cron="* * * * * */20")
@app.task(
    name="layak.search.tasks.catch_up",
    queueing_lock="layak.search.tasks.catch_up",
    lock="layak.search.tasks.catch_up",
)
def catch_up(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Enter what changed since the last look."""
    services.catch_up()


@app.periodic(cron="17 19 * * *")
@app.task(
    name="layak.search.tasks.forget_words",
    queueing_lock="layak.search.tasks.forget_words",
    lock="layak.search.tasks.catch_up",
)
def forget_words(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """At night, between two looks: forget the words of documents that are gone."""
    services.forget_words()
