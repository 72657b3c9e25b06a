"""Runs an agent on a pseudo-terminal, types one line once the screen stands still, and hangs up when it does so again."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

SILENCE = 8.0  # seconds without output that count as waiting for input: a start and an answer may pause for some
DEADLINE = 110.0

keys = [sys.argv[1], "\r", "\r"]  # what comes in one piece counts as pasted; a program that starts may drop a key
pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))

began = last = time.monotonic()
while time.monotonic() - began < DEADLINE:
    ready, _, _ = select.select([master], [], [], 0.1)
    if ready:
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        if b"\x1b[6n" in data:  # the program asks where the cursor is
            os.write(master, b"\x1b[1;1R")
        last = time.monotonic()
    elif time.monotonic() - last > SILENCE:
        if not keys:
            break
        os.write(master, keys.pop(0).encode())
        last = time.monotonic()
os.close(master)
_, status = os.waitpid(pid, 0)
hung_up = not keys  # whatever it ends with then is our doing
sys.exit(0 if hung_up else os.waitstatus_to_exitcode(status) & 0xFF)
