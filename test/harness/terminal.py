"""Runs a command on a pseudo-terminal of its own and prints all that it writes there. Standard input holds the steps as JSON:
a list of [PATTERN, KEYS]; each time the output since the last step matches the pattern, the keys are typed."""

import json
import os
import pty
import re
import select
import sys
import time

DEADLINE = 60.0  # seconds; a program that hangs is hung up on, and the test fails on what is missing

steps = json.load(sys.stdin)
pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])

began = time.monotonic()
fresh = b""
while time.monotonic() - began < DEADLINE:
    if steps and re.search(steps[0][0].encode(), fresh):
        os.write(master, steps.pop(0)[1].encode())
        fresh = b""
    ready, _, _ = select.select([master], [], [], 0.1)
    if not ready:
        continue
    try:
        data = os.read(master, 65536)
    except OSError:
        break
    if not data:
        break
    os.write(1, data)
    fresh += data
os.close(master)
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
