"""Runs a command on a pseudo-terminal and types the lines of stdin, each when the program has fallen silent at a prompt."""

import os
import pty
import select
import sys
import termios
import time
import fcntl
import struct

SILENCE = 1.0  # seconds without output that count as waiting for input
DEADLINE = 150.0

lines = sys.stdin.read().splitlines()
pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))

began = last = time.monotonic()
prompt = False
typed_end = False
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
        prompt = prompt or b"> " in data
        last = time.monotonic()
    elif prompt and time.monotonic() - last > SILENCE:
        prompt = False
        last = time.monotonic()
        if lines:
            os.write(master, lines.pop(0).encode() + b"\r")
        elif not typed_end:
            typed_end = True
            os.write(master, b"/exit\r")
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
