"""Keep one embedded PostgreSQL server alive exactly as long as somebody uses it.

A process of its own in a session of its own, so that neither Ctrl-C in a terminal nor ``kill -9``
of the command that started it reaches it. Whoever uses the server holds a shared lock on the users
file; the kernel lets go of that lock when its holder dies, however it dies. Once no holder is left
the supervisor stops the server and ends.
"""

import json
import os
import signal
import sys
import time
from types import FrameType

from layak.database.cluster import Cluster, Orders, StartError, within
from layak.database.files import Lock

POLL = 0.1  # seconds between two looks at the users file
CRASHES = 5  # restarts allowed within CRASH_WINDOW seconds
CRASH_WINDOW = 60.0
TAKEN = 3  # exit status where another supervisor has the data folder
# How to start it: isolated, without site-packages; its arguments are the folder that holds layak
# and the orders.
PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from layak.database.supervisor import main; sys.exit(main())"
)


class Supervisor:
    """One run of the server for one data folder."""

    def __init__(self, orders: Orders) -> None:
        self.cluster = Cluster(orders)
        self.lock = Lock(self.cluster.place.supervisor_lock)
        self.users = Lock(self.cluster.place.users_lock)
        self.asked_to_stop = False

    def supervise(self) -> int:
        """Run until the last user has gone; the exit status is 0 then."""
        # Others look at this lock for an instant to see whether a supervisor lives.
        if not within(5.0, self.lock.try_exclusive):
            return TAKEN
        self.say("starting")
        try:
            self.cluster.prepare()
            self.cluster.start(self.has_to_stop)
            self.cluster.provision()
            self.say("ready")
            self.watch()
        except (StartError, OSError) as error:
            self.cluster.stop()
            self.say("failed", getattr(error, "code", "os"), str(error))
            return 1
        self.say("stopping")
        self.cluster.stop()
        self.say("stopped")
        return 0

    def watch(self) -> None:
        """Stay until nobody uses the server; start it again when it dies under its users."""
        crashes: list[float] = []
        while not self.asked_to_stop and not self.users.try_exclusive():
            self.cluster.bound_log()
            if not self.cluster.alive:
                now = time.monotonic()
                crashes = [*(at for at in crashes if now - at < CRASH_WINDOW), now]
                if len(crashes) > CRASHES:
                    raise StartError("crashes")
                self.say("starting")
                self.cluster.prepare()
                self.cluster.start(self.has_to_stop)
                self.say("ready")
            time.sleep(POLL)

    def say(self, state: str, code: str = "", detail: str = "") -> None:
        """Leave the last word where every user of the server reads it."""
        word = {"pid": os.getpid(), "state": state, "code": code, "detail": detail}
        self.lock.write(json.dumps(word))

    def has_to_stop(self) -> bool:
        return self.asked_to_stop

    def ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = True


def main() -> int:
    """Carry out the orders given as second argument."""
    os.umask(0o077)
    supervisor = Supervisor(Orders.from_json(sys.argv[2]))
    signal.signal(signal.SIGTERM, supervisor.ask_to_stop)
    signal.signal(signal.SIGINT, supervisor.ask_to_stop)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return supervisor.supervise()
