#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application shares the screen of a real compositor through the real portal.

    test-screen.py BUILD [TEST...]
"""
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from scene import Skip, find_program, run, tests_of, until  # noqa: E402
from picture import Picture  # noqa: E402

from gi.repository import GLib  # noqa: E402

PROGRAMS = {name: [Path(folder, name) for folder in ('/usr/libexec', '/usr/lib', '/usr/lib/xdg-desktop-portal')]
            for name in ('xdg-desktop-portal', 'xdg-desktop-portal-wlr', 'xdg-permission-store')}
# Whoever is shown has nobody to ask: there is one screen.
CONFIG = '''[screencast]
output_name=HEADLESS-1
chooser_type=none
max_fps=30
'''
SIZE = {'width': 1280, 'height': 800}
# What encoding may change, of 255.
TOLERANCE = 32


def find(name):
  found = next((path for path in PROGRAMS[name] if path.is_file()), None)
  if found is None:
    raise Skip(f'{name} is not installed')
  return found


def owns(session, name):
  reply = session.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'NameHasOwner',
                                GLib.Variant('(s)', (name,)), None, 0, 5000, None)
  return reply.unpack()[0]


def start_portal(scene):
  """PipeWire, and the portal with the part of it for this compositor."""
  session = scene.session
  programs = [find(name) for name in PROGRAMS]
  session.start([find_program('pipewire')])
  until((session.run / 'pipewire-0').exists, 'PipeWire')
  session.start([find_program('wireplumber')])
  config = session.home / '.config/xdg-desktop-portal-wlr/config'
  config.parent.mkdir(parents=True, exist_ok=True)
  config.write_text(CONFIG)
  desktop, compositor, store = programs
  session.start([str(store)])
  until(lambda: owns(session, 'org.freedesktop.impl.portal.PermissionStore'), 'the portal\'s memory')
  session.start([str(compositor), '-r'], LD_PRELOAD=str(scene.build / 'tests/desktop/libscreencopy-without-gpu.so'))
  until(lambda: owns(session, 'org.freedesktop.impl.portal.desktop.wlr'), 'the portal of the compositor')
  session.start([str(desktop), '-r'])
  until(lambda: owns(session, 'org.freedesktop.portal.Desktop'), 'the portal')


def is_alike(picture, other):
  """Whether they show the same, as far as a few hundred points say."""
  if (picture.width, picture.height) != (other.width, other.height):
    return False
  points = [(x, y) for x in range(20, picture.width, 61) for y in range(20, picture.height, 53)]
  far = [point for point in points
         if max(abs(a - b) for a, b in zip(picture.colour(*point), other.colour(*point))) > TOLERANCE]
  return len(far) < len(points) / 50


def enter(scene):
  scene.serve()
  app = scene.app(SIGHT_TEST_SOURCES=None)
  app.open(scene.link)
  app.wait_page('lobby')
  app.press(None, starts='Join')
  app.wait_page('call')
  return app


def is_lit(session):
  """Whether the compositor was asked to keep the screen on."""
  socket = next(session.run.glob('sway-ipc.*.sock'))
  told = subprocess.run([find_program('swaymsg'), '-s', socket, '-r', '-t', 'get_tree'], check=True, capture_output=True, timeout=30)
  return b'"application": "enabled"' in told.stdout


def check_lit(scene):
  """Where nobody but the compositor keeps the screen on in a call, it is asked to."""
  app = enter(scene)
  until(lambda: is_lit(scene.session), 'a screen that stays on')
  app.action('app.hang-up')
  until(lambda: not is_lit(scene.session), 'a screen that may go dark')


def check_refused(scene):
  """Where there is no portal, the call says so and what to do."""
  app = enter(scene)
  app.press('Share Screen')
  app.wait_text('This desktop has no way to share the screen')
  app.press('Dismiss')
  app.wait_gone(starts='This desktop has no way')


def check_shared(scene):
  """What is on the screen is what the other sees, until it is stopped here."""
  start_portal(scene)
  app = enter(scene)
  folder = scene.session.folder / 'seen'
  folder.mkdir()
  cli = scene.cli(f'--snapshot {folder}')
  app.press('Share Screen')
  cli.wait('first-frame', line='screen', **SIZE)
  app.wait_text('Everyone here sees your screen')
  look = scene.session.display.look
  shown = until(lambda: is_alike(look(), shown := look()) and shown, 'a screen that stands still')
  scene.keep('screen-shared')
  app.press('Stop')
  app.wait_gone(starts='Everyone here sees your screen')
  cli.wait('sends', screen=False)
  cli.stop()
  seen = Picture.from_png(next(folder.glob('*-screen-last.png')))
  seen.save(scene.shots / 'screen-seen.png')
  assert not shown.is_even(), 'there is nothing on the screen'
  assert is_alike(shown, seen), 'something else was seen than was shown: screen-shared.png, screen-seen.png'


if __name__ == '__main__':
  # Under X there is nothing to ask.
  os.environ['SIGHT_TEST_DESKTOP'] = 'sway'
  sys.exit(run('screen', tests_of(globals())))
