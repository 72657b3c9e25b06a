"""Runs a command on a pseudo-terminal and types the lines of stdin, each when the program has fallen silent at a prompt."""

import os
import pty
import re
import select
import sys
import termios
import time
import fcntl
import struct

SILENCE = 1.0  # seconds without output that count as waiting for input
DEADLINE = 150.0
PROMPT = re.compile(rb"\x1b\[[0-9;]*m> ([^\r\n\x1b]*)")  # what stands after a coloured prompt

lines = sys.stdin.read().splitlines()
pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))

began = last = time.monotonic()
tail = b""
typed = None


def asks():
    """Whether the newest prompt is empty or shows a suggestion, and not the line that was typed last."""
    shown = PROMPT.findall(tail)
    return bool(shown) and (typed is None or not shown[-1].strip().startswith(typed))


while time.monotonic() - began < DEADLINE:
    ready, _, _ = select.select([master], [], [], 0.1)
    if ready:
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        os.write(1, data)
        if b"\x1b[6n" in data:  # the program asks where the cursor is
            os.write(master, b"\x1b[1;1R")
        tail = (tail + data)[-20000:]
        last = time.monotonic()
    elif time.monotonic() - last > SILENCE and asks():
        last = time.monotonic()
        typed = (lines.pop(0) if lines else "/exit").encode()
        os.write(master, typed + b"\r")
os.close(master)  # hangs up, which ends a program that is still there
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
