# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application as Flatpak runs it, and the system that it finds around it."""
import os
import subprocess
from pathlib import Path

from accessible import ACTION, Reader, find_program_root
from application import ID, Application
from portal import start_compositor_portal, start_pipewire, start_portal, start_service
from session import until

INSTALLATION = ('FLATPAK_USER_DIR', 'FLATPAK_SYSTEM_DIR', 'FLATPAK_CONFIG_DIR')
CAMERA = 'Test camera'
# What is on one page only: newer versions of GTK do not tell a page's name.
MARKS = {'start': 'Call people by sharing a link', 'lobby': 'Your Name', 'call': 'Leave Call', 'end': 'Back to the Start'}
# Dialogs for files begin where the portal was started.
DIALOG_SETTINGS = '''[org/gtk/settings/file-chooser]
startup-mode='cwd'
'''
SDK = 'org.gnome.Sdk//48'


class Sandboxed(Application):
  config = f'.var/app/{ID}/config'

  @staticmethod
  def environment_of(session, build):
    """No backend of settings is named: it has to find that of a sandbox. GTK warns of portals that are not there."""
    variables = {name: value for name, value in session.variables.items() if name != 'GSETTINGS_BACKEND'}
    return variables | {'SIGHT_TEST_SOURCES': '1', 'GSK_RENDERER': 'cairo', 'G_DEBUG': 'fatal-criticals'}

  def command(self):
    return ['flatpak', 'run', ID]

  def page(self):
    texts = set(self.texts())
    shown = [page for page, mark in MARKS.items() if mark in texts]
    return shown[0] if len(shown) == 1 else None

  def is_own_process(self, pid):
    """It is the proxy of its bus who speaks."""
    try:
      return f'name={ID}\n' in Path(f'/proc/{pid}/root/.flatpak-info').read_text()
    except OSError:
      return False


def flatpak(session, *arguments):
  done = subprocess.run(['flatpak', *arguments], env=session.variables, check=True, capture_output=True, text=True, timeout=120)
  return done.stdout


def around_runtime(session):
  """What runs a program of the SDK beside those of this machine: the PipeWire that its clients understand."""
  files = flatpak(session, 'info', '--user', '--show-location', SDK).strip() + '/files'
  links = [part for name in ('bin', 'lib', 'lib64', 'sbin') for part in ('--symlink', f'usr/{name}', f'/{name}')]
  return ['bwrap', '--die-with-parent', '--ro-bind', files, '/usr', '--ro-bind', f'{files}/etc', '/etc', *links,
          '--dev', '/dev', '--proc', '/proc', '--bind', '/tmp', '/tmp', '--bind', '/run', '/run', '--setenv', 'PATH', '/usr/bin']


def use_true_runtime_folder(session):
  """Portals name files by where they are in it, which has to be the same inside. Nobody else sees what is mounted."""
  folder = Path(f'/run/user/{os.getuid()}')
  folder.mkdir(parents=True, exist_ok=True)
  subprocess.run(['mount', '--bind', session.run, folder], check=True)
  session.variables['XDG_RUNTIME_DIR'] = str(folder)


def start_system(session, build):
  """PipeWire, PulseAudio's interface to it, a camera and the portals, as on a desktop; once for all tests."""
  if getattr(session, 'dialogs', None):
    return
  session.variables |= {name: os.environ[name] for name in INSTALLATION}
  use_true_runtime_folder(session)
  start_pipewire(session, around_runtime(session), ('wireplumber', 'pipewire-pulse'))
  # Before the portal, which in Debian 12 looks for cameras when it starts and never again.
  session.start([str(build / 'tests/media/virtual-camera'), CAMERA])
  start_service(session, 'xdg-document-portal', 'org.freedesktop.portal.Documents')
  start_compositor_portal(session, build)
  session.received = session.home / 'Received'
  session.received.mkdir()
  settings = session.home / '.config/glib-2.0/settings'
  settings.mkdir(parents=True, exist_ok=True)
  (settings / 'keyfile').write_text(DIALOG_SETTINGS)
  session.dialogs = start_service(session, 'xdg-desktop-portal-gtk', 'org.freedesktop.impl.portal.desktop.gtk', '-r', cwd=session.received)
  start_portal(session)


def answer_dialog(session, starts):
  """Presses a button in a dialog of the desktop."""
  def look():
    root = find_program_root(session.accessibility, lambda pid: pid == session.dialogs.pid)
    nodes = Reader(session.accessibility).read(root).walk() if root else []
    return next((node for node in nodes if node.name.startswith(starts) and node.has(ACTION) and 'sensitive' in node.states), None)
  until(look, f'a dialog of the desktop with {starts!r}').press()
