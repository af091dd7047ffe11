#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application in its sandbox, with the real portals around it and a peer outside; run by build-aux/flatpak-test.

    test-flatpak.py BUILD [TEST...]
"""
import os
import sys

sys.dont_write_bytecode = True
from scene import run, tests_of, until  # noqa: E402
from application import ID  # noqa: E402
from sandbox import Sandboxed, flatpak, start_system  # noqa: E402

PERMISSIONS = {'shared': {'network'}, 'sockets': {'wayland', 'fallback-x11', 'x11', 'pulseaudio'}, 'devices': {'dri'}}


def enter(scene, **how):
  """To the call with a click in the lobby, as a person goes."""
  start_system(scene.session, scene.build)
  scene.serve()
  app = scene.app(kind=Sandboxed, settings={'display-name': "'Ana'"}, **how)
  app.open(scene.link)
  app.wait_page('lobby')
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
  sys.exit(run('flatpak', tests_of(globals())))
