#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surrounds a call: links that the desktop opens, keys that are held, notifications, and what is
remembered of it.

    test-system.py BUILD [TEST...]
"""
import ctypes
import re
import stat
import sys

sys.dont_write_bytecode = True
from scene import SENDS, run, tests_of, until  # noqa: E402
from service import Service  # noqa: E402

from gi.repository import GLib  # noqa: E402

OTHER_SIZE = (800, 700)
NOTIFICATIONS = '''<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
    <arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
</interface></node>'''


INHIBIT = '''<node><interface name="org.freedesktop.portal.Inhibit">
  <method name="Inhibit">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/>
  </method>
</interface></node>'''
REQUEST = '<node><interface name="org.freedesktop.portal.Request"><method name="Close"/></interface></node>'


class Portal(Service):
  """That part of it which keeps computers awake."""

  def __init__(self, bus):
    super().__init__(bus, 'org.freedesktop.portal.Desktop')
    self.held, self.released = {}, 0
    self.add('/org/freedesktop/portal/desktop', INHIBIT, self.on_call)

  def on_call(self, bus, sender, path, interface, method, arguments, invocation):
    _, flags, options = arguments.unpack()
    request = f'/org/freedesktop/portal/desktop/request/{sender[1:].replace(".", "_")}/{options["handle_token"]}'
    self.held[request] = flags, options['reason']
    self.add(request, REQUEST, self.on_close)
    invocation.return_value(GLib.Variant('(o)', (request,)))

  def on_close(self, bus, sender, path, interface, method, arguments, invocation):
    self.held.pop(path, None)
    self.released += 1
    invocation.return_value(None)


class Notifications(Service):
  """What a desktop shows of them: title, text and the buttons' words."""

  def __init__(self, bus):
    super().__init__(bus, 'org.freedesktop.Notifications')
    self.shown, self.closed = {}, []
    self.add('/org/freedesktop/Notifications', NOTIFICATIONS, self.on_call)

  def on_call(self, bus, sender, path, interface, method, arguments, invocation):
    values = arguments.unpack()
    if method == 'GetCapabilities':
      invocation.return_value(GLib.Variant('(as)', (['actions', 'body'],)))
    elif method == 'GetServerInformation':
      invocation.return_value(GLib.Variant('(ssss)', ('tests', 'Sightline', '1', '1.2')))
    elif method == 'Notify':
      number = values[1] or len(self.shown) + 1
      self.shown[number] = (values[3], values[4], values[5][1::2])
      invocation.return_value(GLib.Variant('(u)', (number,)))
    else:
      self.closed.append(values[0])
      invocation.return_value(None)


def meet(scene, *arguments, **how):
  scene.serve()
  app = scene.app_in_call(*arguments, **how)
  return app, scene.cli(SENDS)


def take_keys(scene):
  """They go to no window; xdotool can only give them to one."""
  x = ctypes.CDLL('libX11.so.6')
  x.XOpenDisplay.restype = ctypes.c_void_p
  display = ctypes.c_void_p(x.XOpenDisplay(scene.session.variables['DISPLAY'].encode()))
  x.XSetInputFocus(display, 0, 0, 0)
  x.XCloseDisplay(display)


def says(cli, **fields):
  """What the other last heard of what we send."""
  told = cli.events('sends')
  return bool(told) and all(told[-1][name] == value for name, value in fields.items())


def check_hold_to_talk(scene):
  """Space is heard while it is held, and no longer."""
  app, cli = meet(scene, '--muted')
  until(lambda: says(cli, microphone=False, camera=True), 'to be muted from the beginning')
  app.focus_window()
  try:
    app.do('keydown', 'space')
    until(lambda: says(cli, microphone=True), 'to be heard while Space is held')
    app.do('keyup', 'space')
    until(lambda: says(cli, microphone=False), 'to be muted again')
    # Nor by a window that the keys do not go to any more.
    app.do('keydown', 'space')
    until(lambda: says(cli, microphone=True), 'to be heard once more')
    app.action('app.preferences')
    app.wait_dialog()
    until(lambda: says(cli, microphone=False), 'to be muted without the focus')
  finally:
    # The keyboard is that of all tests.
    app.do('keyup', 'space')


def check_question(scene):
  """Another link in a call asks first, wherever it comes from."""
  app, cli = meet(scene)
  app.open(scene.make_link().replace('http://', 'sightline://'))
  app.wait_for('Leave This Call?')
  scene.keep('call-question')
  app.press('Stay')
  app.wait_gone('Leave This Call?')
  assert app.page() == 'call'

  app.action('app.join', GLib.Variant('s', scene.make_link()))
  app.press('Leave and Go')
  cli.wait('left')
  app.wait_page('lobby')


def check_same_link(scene):
  """The link of the call that runs asks nothing."""
  app, cli = meet(scene)
  assert app.run_again('--join', scene.link) == 0
  assert app.find('Leave This Call?') is None and app.page() == 'call'


def check_remembered(scene):
  """With who was there, on the start page, for nobody else to read."""
  app, cli = meet(scene)
  file = scene.session.home / '.local/state/app.sightline.Sightline/recent-calls'
  until(lambda: file.exists() and re.search(r'^\d+ http://\S+ Bruno$', file.read_text(), re.M), 'the call to be written down')
  assert stat.S_IMODE(file.stat().st_mode) == 0o600
  app.action('app.hang-up')
  app.wait_page('end')
  app.press('Back to the Start')
  app.wait_page('start')
  app.wait_for('Bruno')
  scene.keep('start-recent')
  app.press('Clear All')
  until(lambda: file.read_text() == '', 'the calls to be forgotten')


def check_again(scene):
  """A second start finds the window, the settings and the calls as the first has left them."""
  recent = scene.session.home / '.local/state/app.sightline.Sightline/recent-calls'
  recent.parent.mkdir(parents=True, exist_ok=True)
  scene.serve()
  recent.write_text(''.join(f'{1700000000 + i} {scene.make_link()} {name}\n' for i, name in enumerate(('Clara', 'Dmitri', 'Emil'))))
  app = scene.app(settings={'server-url': repr(scene.server.address)})
  app.wait_page('start')
  app.resize(*OTHER_SIZE)
  app.press('Remove “Dmitri”')
  app.wait_gone('Dmitri')
  app.action('app.preferences')
  sounds = app.wait_for('Sounds', 'list item', within='Preferences')
  switch = next(node for node in sounds.walk() if node.role == 'switch')
  assert 'checked' in switch.states
  switch.press()
  assert app.quit() == 0

  app = scene.app(again=True)
  app.wait_for('Clara')
  assert app.find('Emil') and not app.find('Dmitri'), app.texts()
  assert app.main_window().extents()[2:] == OTHER_SIZE, app.main_window().extents()
  assert 'Dmitri' not in recent.read_text()
  app.action('app.preferences')
  sounds = app.wait_for('Sounds', 'list item', within='Preferences')
  assert 'checked' not in next(node for node in sounds.walk() if node.role == 'switch').states


def check_notification(scene):
  """A message is told of while the window has no focus, and taken back when there is nothing to answer."""
  notifications = Notifications(scene.session.bus)
  try:
    app, cli = meet(scene)
    take_keys(scene)
    scene.cli(f'{SENDS} --chat Hello', name='Carla')
    shown = notifications.wait(lambda it: next(iter(it.shown.values()), None), 'a notification')
    assert shown[:2] == ('Carla', 'Hello'), shown
    app.action('app.hang-up')
    notifications.wait(lambda it: it.closed, 'it to be taken back with the call')
  finally:
    notifications.stop()


def check_awake(scene):
  """The desktop is asked to stay awake for as long as the call is, and no longer."""
  portal = Portal(scene.session.bus)
  try:
    scene.serve()
    app = scene.app_in_call()
    held = portal.wait(lambda it: next(iter(it.held.values()), None), 'to be asked')
    assert held == (4 | 8, 'A call is running'), held
    app.action('app.hang-up')
    portal.wait(lambda it: not it.held and it.released, 'to be let go of')
  finally:
    portal.stop()


if __name__ == '__main__':
  sys.exit(run('system', tests_of(globals())))
