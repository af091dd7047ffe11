# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop of one's own: a home, a display and a bus on which accessibility works.

Nothing of the person's who runs the tests is seen or changed, and nothing is left behind:
what a program leaves when it ends becomes a child of the test, and is ended with it.
"""
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gi.repository import Gio, GLib

from picture import Picture

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'e2e'))
from processes import until  # noqa: E402

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
LIBC = ctypes.CDLL(None)
ACCESSIBILITY_SERVICE = 'org.a11y.Bus.service'
# Nothing but accessibility is started by this bus: no portal, no settings daemon.
BUS = '''<busconfig>
  <type>session</type>
  <listen>unix:dir={run}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''


class Missing(Exception):
  """A program that is not installed."""


def find_program(name):
  found = shutil.which(name)
  if found is None:
    raise Missing(f'{name} is not installed')
  return found


def die_with_us():
  LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def children_of(pid):
  """All descendants; a program that is gone meanwhile has none."""
  try:
    direct = [int(child) for task in Path(f'/proc/{pid}/task').iterdir() for child in (task / 'children').read_text().split()]
  except OSError:
    return []
  return direct + [one for child in direct for one in children_of(child)]


def end_children():
  """Ends whatever is still there; says what did not end when it was asked to."""
  stubborn = []
  for number, deadline in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
    for pid in children_of(os.getpid()):
      try:
        os.kill(pid, number)
      except ProcessLookupError:
        pass
    end = time.monotonic() + deadline
    while children_of(os.getpid()) and time.monotonic() < end:
      try:
        if os.waitpid(-1, os.WNOHANG)[0] == 0:
          time.sleep(0.02)
      except ChildProcessError:
        break
    if number == signal.SIGTERM:
      stubborn = [Path(f'/proc/{pid}/comm').read_text().strip() for pid in children_of(os.getpid()) if Path(f'/proc/{pid}/comm').exists()]
  return stubborn


class Xvfb:
  """An X server without a screen, and without a window manager."""
  name = 'xvfb'
  variables = {'GDK_BACKEND': 'x11', 'XDG_SESSION_TYPE': 'x11'}

  def __init__(self, session, width, height):
    self.screen = session.run / 'Xvfb_screen0'
    number = session.run / 'display-number'
    with open(number, 'wb') as file:
      session.start([find_program('Xvfb'), '-displayfd', str(file.fileno()), '-screen', '0', f'{width}x{height}x24', '-fbdir', str(session.run),
                     '-nolisten', 'tcp', '-noreset', '-dpi', '96'], pass_fds=[file.fileno()])
    until(lambda: number.read_text().endswith('\n'), 'an X server')
    self.variables = self.variables | {'DISPLAY': f':{number.read_text().strip()}'}

  def look(self):
    return Picture.from_xwd(self.screen.read_bytes())


class Sway:
  """A Wayland compositor without a screen; every window fills it."""
  name = 'sway'
  variables = {'GDK_BACKEND': 'wayland', 'XDG_SESSION_TYPE': 'wayland', 'XDG_CURRENT_DESKTOP': 'sway'}
  config = '''output HEADLESS-1 mode {width}x{height}@30Hz
default_border none
seat * hide_cursor 0
xwayland disable
exec echo $WAYLAND_DISPLAY > {told}
'''

  def __init__(self, session, width, height):
    self.grim = find_program('grim')
    config, told = session.run / 'sway.config', session.run / 'sway.display'
    config.write_text(self.config.format(width=width, height=height, told=told))
    # It refuses to run as root: there, in a user namespace where it is somebody else.
    user = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'] if os.getuid() == 0 else []
    session.start([*user, find_program('sway'), '-c', str(config)], WLR_BACKENDS='headless', WLR_RENDERER='pixman', WLR_LIBINPUT_NO_DEVICES='1',
                  WLR_HEADLESS_OUTPUTS='1')
    until(lambda: told.exists() and told.read_text().endswith('\n'), 'a compositor')
    self.variables = self.variables | {'WAYLAND_DISPLAY': told.read_text().strip()}
    self.session = session

  def look(self):
    shot = subprocess.run([self.grim, '-t', 'ppm', '-'], check=True, capture_output=True, env=self.session.variables, timeout=30)
    return Picture.from_ppm(shot.stdout)


DISPLAYS = {'xvfb': Xvfb, 'sway': Sway}


class Session:
  def __init__(self, display='xvfb', width=1280, height=800):
    LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1)
    self.folder = Path(tempfile.mkdtemp(prefix='sightline-desktop-'))
    self.processes = []
    self.make_home()
    try:
      self.display = DISPLAYS[display](self, width, height)
      self.variables |= self.display.variables
      self.start_bus()
    except BaseException:
      self.stop()
      raise

  def make_home(self):
    folders = {'HOME': 'home', 'XDG_RUNTIME_DIR': 'run', 'XDG_CONFIG_HOME': 'home/.config', 'XDG_DATA_HOME': 'home/.local/share',
               'XDG_CACHE_HOME': 'home/.cache', 'XDG_STATE_HOME': 'home/.local/state'}
    for folder in folders.values():
      (self.folder / folder).mkdir(parents=True, mode=0o700, exist_ok=True)
    self.home, self.run = self.folder / 'home', self.folder / 'run'
    kept = {name: value for name, value in os.environ.items()
            if name.startswith(('PATH', 'LD_', 'ASAN_', 'LSAN_', 'UBSAN_', 'GST_', 'SIGHT_')) or name in ('MALLOC_CHECK_', 'G_MESSAGES_DEBUG')}
    self.variables = kept | {name: str(self.folder / folder) for name, folder in folders.items()} | {
      'DBUS_SYSTEM_BUS_ADDRESS': f'unix:path={self.run}/none',
      'GIO_USE_VFS': 'local',
      'GIO_USE_PROXY_RESOLVER': 'dummy',
      'GSETTINGS_BACKEND': 'keyfile',
      'LC_ALL': 'C.UTF-8',
    }

  def start(self, command, pass_fds=(), **variables):
    log = open(self.folder / f'{Path(command[0]).name}.log', 'ab')
    process = subprocess.Popen(command, env=self.variables | variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=pass_fds,
                               preexec_fn=die_with_us)
    log.close()
    self.processes.append(process)
    return process

  def start_bus(self):
    service = next((path for folder in ('/usr/share', '/usr/local/share') if (path := Path(folder, 'dbus-1/services', ACCESSIBILITY_SERVICE)).exists()), None)
    if service is None:
      raise Missing('at-spi2-core is not installed')
    services, config, told = self.run / 'services', self.run / 'bus.conf', self.run / 'bus.address'
    services.mkdir()
    shutil.copy(service, services)
    config.write_text(BUS.format(run=self.run, services=services))
    with open(told, 'wb') as file:
      self.start([find_program('dbus-daemon'), f'--config-file={config}', '--nofork', f'--print-address={file.fileno()}'], pass_fds=[file.fileno()])
    until(lambda: told.read_text().endswith('\n'), 'a bus')
    self.variables['DBUS_SESSION_BUS_ADDRESS'] = told.read_text().strip()
    self.bus = self.connect(told.read_text().strip())
    address = self.bus.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, GLib.VariantType('(s)'), 0, 30000, None)
    self.accessibility = self.connect(address.unpack()[0])

  def connect(self, address):
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
    connection.set_exit_on_close(False)
    return connection

  def tell(self):
    for log in sorted(self.folder.glob('*.log')):
      yield from (f'{log.stem}: {line}' for line in log.read_text(errors='replace').splitlines()[-20:])

  def stop(self):
    """Says what would not end by itself."""
    for name in ('bus', 'accessibility'):
      if hasattr(self, name):
        getattr(self, name).close_sync(None)
    for process in reversed(self.processes):
      process.terminate()
    for process in reversed(self.processes):
      try:
        process.wait(10)
      except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    stubborn = end_children()
    shutil.rmtree(self.folder, ignore_errors=True)
    return stubborn
