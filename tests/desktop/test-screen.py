#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the application does with the screen of a real compositor: it fills it, and shares it through
the real portal.

    test-screen.py BUILD [TEST...]
"""
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
from scene import Skip, run, tests_of, until  # noqa: E402
from application import ID  # noqa: E402
from picture import Picture, is_alike  # noqa: E402
from portal import start_compositor_portal, start_pipewire, start_portal  # noqa: E402
from session import Missing, find_program  # noqa: E402

BACKEND = 'org.freedesktop.impl.portal.ScreenCast'
SIZE = {'width': 1280, 'height': 800}


def start_portals(scene):
  """PipeWire, and the portal with the part of it for this compositor."""
  try:
    start_pipewire(scene.session)
    start_compositor_portal(scene.session, scene.build)
    start_portal(scene.session)
  except Missing as missing:
    raise Skip(str(missing)) from missing


def enter(scene):
  scene.serve()
  app = scene.app(SIGHT_TEST_SOURCES=None)
  app.open(scene.link)
  app.wait_page('lobby')
  app.press(None, starts='Join')
  app.wait_page('call')
  return app


def ask_compositor(session):
  """What it knows of its windows."""
  socket = next(session.run.glob('sway-ipc.*.sock'))
  told = subprocess.run([find_program('swaymsg'), '-s', socket, '-r', '-t', 'get_tree'], check=True, capture_output=True, timeout=30)
  return json.loads(told.stdout)


def find_window(tree):
  if tree.get('app_id') == ID:
    return tree
  return next((found for node in tree['nodes'] + tree['floating_nodes'] if (found := find_window(node))), None)


def is_lit(session):
  """Whether the compositor was asked to keep the screen on."""
  return find_window(ask_compositor(session))['idle_inhibitors']['application'] == 'enabled'


def fills_screen(session):
  return find_window(ask_compositor(session))['fullscreen_mode'] == 1


def check_lit(scene):
  """Where nobody but the compositor keeps the screen on in a call, it is asked to."""
  app = enter(scene)
  until(lambda: is_lit(scene.session), 'a screen that stays on')
  app.action('app.hang-up')
  until(lambda: not is_lit(scene.session), 'a screen that may go dark')


def has_header(app):
  button = app.find('Close', 'button')
  return button is not None and app.is_shown(button) and button.extents()[1] >= 0


def check_full_screen(scene):
  """The window fills the screen, without what is around a call, and goes back."""
  app = enter(scene)
  assert not fills_screen(scene.session)
  app.action('win.fullscreen')
  until(lambda: fills_screen(scene.session), 'the full screen')
  until(lambda: not has_header(app), 'nothing above the call')
  scene.keep('call-full-screen')
  app.action('win.fullscreen')
  until(lambda: not fills_screen(scene.session), 'a window again')
  until(lambda: has_header(app), 'the header bar')


def check_refused(scene):
  """Where there is no portal, the call says so and what to do."""
  app = enter(scene)
  app.press('Share Screen')
  app.wait_text('This desktop has no way to share the screen')
  app.press('Dismiss')
  app.wait_gone(starts='This desktop has no way')


def check_shared(scene):
  """What is on the screen is what the other sees, until it is stopped here."""
  start_portals(scene)
  watch = scene.session.start([find_program('dbus-monitor'), f"interface='{BACKEND}',member='Start'"])
  app = enter(scene)
  folder = scene.session.folder / 'seen'
  folder.mkdir()
  cli = scene.cli(f'--snapshot {folder}')
  app.press('Share Screen')
  cli.wait('first-frame', line='screen', **SIZE)
  app.wait_text('Everyone here sees your screen')
  # Whose window the desktop's dialog would have stood before.
  until(lambda: 'string "wayland:' in (scene.session.folder / 'dbus-monitor.log').read_text(), 'the name of the window')
  watch.terminate()
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
