# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real portal of a Wayland desktop, and the PipeWire that it hands out."""
from pathlib import Path

from gi.repository import GLib

from session import Missing, find_program, until

FOLDERS = ('/usr/libexec', '/usr/lib', '/usr/lib/xdg-desktop-portal')
PORTAL, IMPLEMENTATION = 'org.freedesktop.portal', 'org.freedesktop.impl.portal'
# Whoever is shown has nobody to ask: there is one screen.
CONFIG = '''[screencast]
output_name=HEADLESS-1
chooser_type=none
max_fps=30
'''


def find(name):
  found = next((path for folder in FOLDERS if (path := Path(folder, name)).is_file()), None)
  if found is None:
    raise Missing(f'{name} is not installed')
  return str(found)


def owns(session, name):
  reply = session.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'NameHasOwner',
                                GLib.Variant('(s)', (name,)), None, 0, 5000, None)
  return reply.unpack()[0]


def start_service(session, program, name, *arguments, cwd=None, **variables):
  around = ['env', '-C', str(cwd)] if cwd else []
  process = session.start([*around, find(program), *arguments], **variables)
  until(lambda: owns(session, name), name)
  return process


def start_pipewire(session, around=(), programs=('wireplumber',)):
  """`around` is what runs those of another system."""
  def start(name):
    session.start([*around, name] if around else [find_program(name)])
  start('pipewire')
  until((session.run / 'pipewire-0').exists, 'PipeWire')
  for name in programs:
    start(name)


def start_compositor_portal(session, build):
  """The part that shares the screen. Started by the bus it would now and then not see what it is asked first."""
  config = session.home / '.config/xdg-desktop-portal-wlr/config'
  config.parent.mkdir(parents=True, exist_ok=True)
  config.write_text(CONFIG)
  start_service(session, 'xdg-permission-store', f'{IMPLEMENTATION}.PermissionStore')
  start_service(session, 'xdg-desktop-portal-wlr', f'{IMPLEMENTATION}.desktop.wlr', '-r',
                LD_PRELOAD=str(build / 'tests/desktop/libscreencopy-without-gpu.so'))


def start_portal(session):
  """After all that it leads to."""
  start_service(session, 'xdg-desktop-portal', f'{PORTAL}.Desktop', '-r')
