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
CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\x1b[=>]")

lines = sys.stdin.read().splitlines()
pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))

began = last = time.monotonic()
tail = b""
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
    elif time.monotonic() - last > SILENCE and CONTROL.sub(b"", tail).rstrip().endswith(b">"):
        last = time.monotonic()
        os.write(master, (lines.pop(0) if lines else "/exit").encode() + b"\r")
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
