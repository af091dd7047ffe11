#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application in its sandbox, with the real portals around it and a peer outside; run by build-aux/flatpak-test.

    test-flatpak.py BUILD [TEST...]
"""
import os
import sys

sys.dont_write_bytecode = True
from scene import SENDS, run, tests_of, until  # noqa: E402
from application import ID  # noqa: E402
from picture import Picture, is_alike  # noqa: E402
from sandbox import Sandboxed, answer_dialog, flatpak, start_system  # noqa: E402

PERMISSIONS = {'shared': {'network'}, 'sockets': {'wayland', 'fallback-x11', 'x11', 'pulseaudio'}, 'devices': {'dri'}}

# The window fills it, and a picture of 16 to 9 the tile of one other.
SIZE = {'width': 1340, 'height': 800}


def enter(scene, dialog=None, **how):
  """To the call with a click in the lobby, as a person goes; with an answer to what the desktop asks there."""
  start_system(scene.session, scene.build)
  scene.serve()
  app = scene.app(kind=Sandboxed, settings={'display-name': "'Ana'"}, **how)
  app.open(scene.link)
  app.wait_page('lobby')
  if dialog:
    answer_dialog(scene.session, dialog)
  app.press(None, starts='Join')
  app.wait_page('call')
  return app


def check_permissions(scene):
  """What was agreed on, and no hole beside."""
  start_system(scene.session, scene.build)
  found, group = {}, None
  for line in flatpak(scene.session, 'info', '--user', '--show-permissions', ID).splitlines():
    if line.startswith('['):
      group = line
    elif line:
      key, _, values = line.partition('=')
      found[f'{group}{key}'] = set(values.strip(';').split(';'))
  assert found == {f'[Context]{key}': values for key, values in PERMISSIONS.items()}, found


def check_call(scene):
  """Who is outside is seen on the screen, and sees who is in the sandbox."""
  app = enter(scene)
  cli = scene.cli()
  cli.wait('first-frame', line='camera')
  first = scene.wait_tile(app, 'Bruno')
  scene.wait_tile(app, 'Bruno', later_than=first[0])
  scene.keep('flatpak-call')


def snapshot(folder, line):
  return Picture.from_png(next(folder.glob(f'*-{line}-last.png')))


def check_camera(scene):
  """After one dialog of the desktop, the camera of the Camera portal is seen outside."""
  app = enter(scene, 'Grant', SIGHT_TEST_SOURCES=None)
  folder = scene.session.folder / 'seen-camera'
  folder.mkdir()
  cli = scene.cli(f'--snapshot {folder}')
  cli.wait('first-frame', line='camera')
  scene.keep('flatpak-camera')
  cli.stop()
  seen = snapshot(folder, 'camera')
  red, green, blue = seen.colour(seen.width // 2, seen.height * 3 // 4)
  assert green > 100 > max(red, blue) or min(red, green, blue) > 200, 'another picture than that of the camera'


def check_screen(scene):
  """The screen of the ScreenCast portal is what is seen outside."""
  app = enter(scene, SIGHT_TEST_SOURCES=None)
  app.press('Camera')
  folder = scene.session.folder / 'seen-screen'
  folder.mkdir()
  cli = scene.cli(f'--snapshot {folder}')
  app.press('Share Screen')
  cli.wait('first-frame', line='screen', **SIZE)
  app.wait_text('Everyone here sees your screen')
  look = scene.session.display.look
  shown = until(lambda: is_alike(look(), shown := look()) and shown, 'a screen that stands still')
  scene.keep('flatpak-screen')
  app.press('Stop')
  app.wait_gone(starts='Everyone here sees your screen')
  cli.wait('sends', screen=False)
  cli.stop()
  assert not shown.is_even() and is_alike(shown, snapshot(folder, 'screen')), 'something else was seen than was shown'


def check_files(scene):
  """A folder that was chosen in the desktop's own dialog takes this file and the next."""
  sent = [scene.session.folder / name for name in ('Report – año.bin', 'Second.bin')]
  for number, file in enumerate(sent):
    file.write_bytes(bytes((i * 7 + number) % 251 for i in range(300000)))
  app = enter(scene)
  app.press('Chat')
  for number, file in enumerate(sent):
    cli = scene.cli(f"{SENDS} --send '{file}'", name=f'Sender{number}')
    app.press('Save')
    if number == 0:
      answer_dialog(scene.session, 'Save')
    cli.wait('file', state='done')
    kept = scene.session.received / file.name
    assert kept.read_bytes() == file.read_bytes(), f'{kept} is not what was sent'
  scene.keep('flatpak-files')


def check_again(scene):
  """A second start is one of the first; and what was held is remembered in the sandbox's own folder, after it."""
  app = enter(scene)
  cli = scene.cli()
  assert app.run_again('--toggle-camera') == 0
  until(lambda: cli.events('sends') and cli.events('sends')[-1]['camera'] is False, 'the camera to be off')
  app.action('app.hang-up')
  app.wait_page('end')
  assert app.quit() == 0
  again = scene.app(kind=Sandboxed)
  again.wait_page('start')
  again.wait_for('Bruno')


if __name__ == '__main__':
  os.environ['SIGHT_TEST_DESKTOP'] = 'sway'
  sys.exit(run('flatpak', tests_of(globals()), **SIZE))
