"""Runs one PostgreSQL server for as long as its parent lives.

The parent holds the other end of our standard input and never writes to it. The pipe closes when the parent is
done, and equally when it is killed, where no `atexit` and no fixture would run; so no test run leaves a server behind.

    python postgres_guard.py ROOM OWNER COMMAND...

ROOM is the folder to remove afterwards; OWNER the account to run as, or "-" for our own.
"""

import shutil
import subprocess
import sys

SECONDS_TO_STOP = 10


def run_until_parent_ends(room: str, owner: str, command: list[str]) -> None:
    """Blocks until standard input ends, then stops the server and removes its folder."""
    account = {} if owner == "-" else {"user": owner, "group": "nogroup", "extra_groups": []}
    with open(f"{room}/log", "ab") as log:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=room, **account)
    try:
        sys.stdin.buffer.read()
    finally:
        stop(server)
        shutil.rmtree(room, ignore_errors=True)


def stop(server: subprocess.Popen) -> None:
    """SIGQUIT: the data is thrown away, so nobody waits for a checkpoint or for a forgotten connection."""
    server.send_signal(3)
    try:
        server.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    run_until_parent_ends(sys.argv[1], sys.argv[2], sys.argv[3:])
