#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""No frame of the interface waits for a camera, a server or a peer: see test-frame-clock.c.

    test-smooth.py BUILD [TEST...]
"""
import subprocess
import sys

sys.dont_write_bytecode = True
from application import Application  # noqa: E402
from scene import run, tests_of  # noqa: E402


# What the window works on is as much on any machine, and within its limit each time. What it waits for
# others takes longer where they are not given a processor: one run of these has to be in time.
TRIES = 3


def watch(scene):
  scene.link = scene.make_link()
  scene.cli('--camera test --microphone test --echo --duration 240')
  environment = Application.environment_of(scene.session, scene.build) | {'SIGHT_TEST_LINK': scene.link}
  done = subprocess.run([scene.build / 'tests/desktop/test-frame-clock'], env=environment, capture_output=True, text=True, timeout=200)
  scene.clis[-1].stop()
  print(*('# ' + line for line in done.stdout.splitlines() if 'turns of' in line or line.startswith(('# late', '# the machine')) or ' left' in line), sep='\n', flush=True)
  return done


def check_frame_clock(scene):
  scene.serve()
  for _ in range(TRIES):
    done = watch(scene)
    if 'watch.wait' not in done.stderr:
      break
  assert done.returncode == 0, done.stdout + done.stderr


if __name__ == '__main__':
  sys.exit(run('smooth', tests_of(globals())))
