# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two computers that are none, a and b, with netlab-emulator between them, and a
place for the server which both reach over links of their own.

Everything lies in namespaces that nobody else sees and that the kernel takes
away, with every process inside, as soon as the script is gone, however it went.
"""
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
INSIDE = 'SIGHTLINE_LAB'
SKIPPED = 77
PATIENCE = 30  # seconds that a process has to end by itself

SERVER = '10.77.0.1'
PATH = {'a': '10.78.0.1', 'b': '10.78.0.2'}
# The links to the server. Nothing leads from one to the other: what a and b say
# to each other goes through the emulator, whichever addresses they use.
CONTROL = {'a': '10.77.1', 'b': '10.77.2'}
UNSHARE = ['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']


def enter():
  """Starts the script again inside; returns when that has been done."""
  if os.environ.get(INSIDE):
    return
  command = UNSHARE + ([] if os.geteuid() == 0 else ['--map-root-user'])
  trial = [*command, 'sh', '-c', 'ip link set lo up && : >>/dev/net/tun']
  try:
    tried = subprocess.run(trial, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
  except FileNotFoundError as error:
    skip(f'{error.filename} is not installed')
  if tried.returncode:
    skip('namespaces of its own, or /dev/net/tun, are refused here: ' + (tried.stderr.strip() or 'no reason given'))
  os.execvpe(command[0], [*command, sys.executable, *sys.argv], os.environ | {INSIDE: '1'})


def skip(reason):
  print(f'1..0 # SKIP {reason}' if '--tap' in sys.argv else f'Skipped: {reason}', flush=True)
  sys.exit(0 if '--tap' in sys.argv else SKIPPED)


def ip(*words, at=None):
  subprocess.run(['ip', *(['-n', at] if at else []), *words], check=True)


def set_system(at, name, value):
  where = ['nsenter', f'--net=/run/netns/{at}'] if at else []
  subprocess.run([*where, 'sh', '-c', f'[ ! -e /proc/sys/net/{name} ] || echo {value} >/proc/sys/net/{name}'], check=True)


def read_schedule(name):
  """The text of a file in schedules/, of any file, or the text itself."""
  for path in (HERE / 'schedules' / name, Path(name)):
    if '=' not in name and path.is_file():
      return path.read_text()
  return name


class Lab:
  def __init__(self, emulator, schedule, log=None, seed=1):
    self.processes = []
    self.make_server_place()
    for name in PATH:
      self.make_computer(name)
    command = [emulator, '--schedule', read_schedule(schedule), '--seed', str(seed), *(['--log', log] if log else [])]
    self.emulator = subprocess.Popen([*command, *(f'/run/netns/{name}' for name in PATH)], stdout=subprocess.PIPE, text=True)
    if self.emulator.stdout.readline() != 'ready\n':
      raise RuntimeError('the emulator did not start')
    for name, other in ('a', 'b'), ('b', 'a'):
      ip('address', 'add', PATH[name], 'peer', PATH[other], 'dev', 'netlab', at=name)
      ip('link', 'set', 'netlab', 'txqueuelen', '10000', 'up', at=name)
      ip('route', 'add', 'default', 'dev', 'netlab', at=name)

  def make_server_place(self):
    # A mount of our own: the system's /run/netns, where there is one, stays as it is.
    try:
      os.makedirs('/run/netns', exist_ok=True)
      where = '/run/netns'
    except PermissionError:
      where = '/run'
    subprocess.run(['mount', '-t', 'tmpfs', 'tmpfs', where], check=True)
    set_system(None, 'ipv4/ip_forward', 0)
    ip('link', 'set', 'lo', 'up')
    ip('address', 'add', f'{SERVER}/32', 'dev', 'lo')

  def make_computer(self, name):
    net = CONTROL[name]
    ip('netns', 'add', name)
    set_system(name, 'ipv6/conf/all/disable_ipv6', 1)
    set_system(name, 'ipv4/ip_forward', 0)
    ip('link', 'add', f'to-{name}', 'type', 'veth', 'peer', 'name', 'control', 'netns', name)
    ip('address', 'add', f'{net}.1/24', 'dev', f'to-{name}')
    ip('link', 'set', f'to-{name}', 'up')
    ip('address', 'add', f'{net}.2/24', 'dev', 'control', at=name)
    for link in ('lo', 'control'):
      ip('link', 'set', link, 'up', at=name)
    ip('route', 'add', f'{SERVER}/32', 'via', f'{net}.1', at=name)

  def start(self, where, command, **options):
    """Runs a command in a or b, or beside the server where that is None."""
    inside = ['nsenter', f'--net=/run/netns/{where}', '--'] if where else []
    process = subprocess.Popen([*inside, *map(str, command)], start_new_session=True, **options)
    self.processes.append(process)
    return process

  def begin(self):
    """From now on the schedule runs and packets count."""
    self.emulator.send_signal(signal.SIGUSR1)

  def finish(self, timeout=None):
    """The emulator's report at the end of the schedule, or now when it has none."""
    if timeout is None:
      self.emulator.terminate()
    report = json.loads(self.emulator.communicate(timeout=timeout)[0])
    report['load'] = os.getloadavg()[0]
    return report

  def stop(self, *processes, number=signal.SIGTERM):
    for process in processes:
      try:
        os.killpg(process.pid, number)
        process.wait(PATIENCE)
      except ProcessLookupError:
        process.wait()
      except subprocess.TimeoutExpired:
        self.stop(process, number=signal.SIGKILL)

  def __enter__(self):
    return self

  def __exit__(self, *_):
    """Another may be made afterwards in the same namespaces."""
    if self.emulator.poll() is None:
      self.emulator.kill()
      self.emulator.wait()
    self.stop(*(process for process in self.processes if process.poll() is None))
    for name in PATH:
      ip('link', 'delete', f'to-{name}')
      ip('netns', 'delete', name)
    ip('address', 'delete', f'{SERVER}/32', 'dev', 'lo')
