#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the computer goes through in mid-call: it sleeps, it stands still, its server is away.

    test-cli-healing.py SIGHTLINE-SERVER SIGHTLINE-CLI SLEEPING-CLOCK VIRTUAL-CAMERA [TEST...]

Run by with-devices it has devices that sleep as well. SIGHT_TEST_SUSPEND=60 in the environment stops one of two for so long, with a server as it is by default.
"""
import os
import shlex
import shutil
import signal
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
from cli_scene import main  # noqa: E402
from guest_scene import Skip  # noqa: E402
from processes import Process, until  # noqa: E402

LID = 10  # seconds: longer than it takes to begin anew without the one who sleeps
NIGHT = 12
# A server that has forgotten after such a night who was there.
FORGETFUL = ['--silence-time=5s', '--ping-time=2s', '--away-time=1s', '--resume-time=3s']
# One whose silence is noticed soon.
TALKATIVE = ['--silence-time=30s', '--ping-time=2s']
# What with-devices does not have: a camera, and somebody who talks into the microphone.
CAMERA = [*sys.argv[4:5], 'e_camera']
VOICE = shlex.split('gst-launch-1.0 -q audiotestsrc is-live=true ! pulsesink device=test_microphone_feed')


def close_lid(pids, seconds):
  """Everything stands still, and the time goes on."""
  for pid in pids:
    os.kill(pid, signal.SIGSTOP)
  time.sleep(seconds)
  for pid in pids:
    os.kill(pid, signal.SIGCONT)
  return time.monotonic()


def device_servers():
  """Those that with-devices has started beside us."""
  parent = os.getppid()
  beside = [int(pid) for task in Path(f'/proc/{parent}/task').iterdir() for pid in (task / 'children').read_text().split()]
  return [pid for pid in beside if Path(f'/proc/{pid}/comm').read_text().strip() in ('pipewire', 'wireplumber', 'pipewire-pulse')]


def expect_again(ana, boris, generation, began, what):
  for one in (ana, boris):
    one.expect_going(generation)
  print(f'# {what}: seen and heard again {time.monotonic() - began:.1f} s later', flush=True)


def stops(seconds, options=(), generation=1):
  def check(scene):
    scene.server.stop()
    scene.serve(options)
    ana, boris = scene.meet()
    began = close_lid([ana.process.pid], seconds)
    assert boris.events('state', state='stalled'), 'whoever was awake was not told'
    expect_again(ana, boris, generation, began, f'{seconds} s')
    scene.part()
  return check


def check_lid(scene):
  """A laptop is closed for a while; and for so long that the server has forgotten who it was."""
  scene.together(stops(LID, generation=2), stops(NIGHT, FORGETFUL))


def check_devices(scene):
  """With the computer sleep its camera and its microphone, and are there again when it wakes up."""
  if not os.environ.get('SIGHT_TEST_SESSION') or shutil.which('gst-launch-1.0') is None:
    raise Skip('with-devices does not run it, or gst-launch-1.0 is not installed')
  feeds = [Process(command) for command in (CAMERA, VOICE)]
  scene.others += feeds
  ana = scene.peer('Ana', sends='--camera default --microphone test_microphone --duration 240')
  boris = scene.peer('Boris')
  boris.expect_going()
  began = close_lid([ana.process.pid, *device_servers(), *[feed.process.pid for feed in feeds]], NIGHT)
  expect_again(ana, boris, 2, began, 'devices that slept')


def check_suspended(scene):
  """The same for a minute, with a server as people have it."""
  seconds = os.environ.get('SIGHT_TEST_SUSPEND')
  if not seconds:
    raise Skip('it takes a minute: SIGHT_TEST_SUSPEND=60')
  stops(int(seconds))(scene)


def check_slept(scene):
  """The computer sleeps, and with it all clocks by which we wait: nobody has to be silent first."""
  slept, program = Path(scene.folder, 'slept'), Path(scene.folder, 'sleeper')
  slept.write_text('0')
  program.write_text(f'#!/bin/sh\nSIGHT_TEST_SLEPT={slept} LD_PRELOAD={sys.argv[3]} exec {scene.cli_program} "$@"\n')
  program.chmod(0o755)
  ana, boris = scene.meet(str(program))
  slept.write_text('3600')
  began = time.monotonic()
  ana.wait('server', state='reconnecting')
  expect_again(ana, boris, 2, began, 'an hour of sleep')
  assert ana.events('server', state='joined'), ana.events('server')
  scene.part()


def check_server_away(scene):
  """The server does not answer for a while: the call goes on as if nothing were, and comes back to it."""
  scene.server.stop()
  scene.serve(TALKATIVE)
  both = scene.meet()
  scene.server.signal(signal.SIGSTOP)
  for one in both:
    one.wait('server', state='reconnecting')
  for one in both:
    one.expect_going()
  scene.server.signal(signal.SIGCONT)
  for one in both:
    one.wait('server', state='joined')
    one.expect_going()
  scene.part()


def check_awake(scene):
  """A computer that slept, and a server that is away; at the same time, in calls of their own."""
  scene.together(check_slept, check_server_away)


TESTS = {'lid': check_lid, 'awake': check_awake, 'devices': check_devices, 'suspended': check_suspended}

if __name__ == '__main__':
  sys.exit(main(TESTS, 4))
