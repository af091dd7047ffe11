#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where calls begin: what is typed or pasted there, with a mouse and without.

    test-start.py BUILD [TEST...]
"""
import re
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from gi.repository import GLib  # noqa: E402
from scene import Skip, run, tests_of, until  # noqa: E402

ENTRY = 'Link, code or name of a room'


def open_start(scene, **settings):
  scene.serve()
  app = scene.app(settings={'server-url': repr(scene.server.address), **settings})
  app.wait_page('start')
  return app


def entry(app):
  """Where text is typed: the part of the row that takes it."""
  return until(lambda: next((node for node in app.nodes() if 'org.a11y.atspi.EditableText' in node.interfaces), None), 'an entry')


def check_wrong_links(scene):
  """What leads nowhere is said at once, and nothing can be pressed."""
  app = open_start(scene)
  for text in ('https://', 'http://[::1', 'sightline://meet.example.org/', 'x' * 4000, '‮☃'):
    entry(app).type(text)
    until(lambda: entry(app).text() == text and 'sensitive' not in app.find('Join', 'button').states, f'no way to {text!r}')
  scene.keep('start-wrong-link')
  entry(app).type('')
  assert app.page() == 'start'


def check_paste(scene):
  app = open_start(scene)
  entry(app).type(f'  {scene.link}\n'.strip())
  until(lambda: 'sensitive' in app.find('Join', 'button').states, 'a way in')
  scene.keep('start-link')
  app.press('Join')
  app.wait_page('lobby')


def check_wrong_link_from_outside(scene):
  """A word is said, and what goes on goes on."""
  app = open_start(scene)
  app.run_again('--join', 'https://meet.example.org/')
  app.wait_for('This Leads to No Call')
  scene.keep('start-wrong-link-opened')
  app.press('Close', within='dialog')
  assert app.page() == 'start'


def check_preferences_once(scene):
  """Asked for again while they are open, also from outside, they come forward."""
  app = open_start(scene)
  windows = lambda: [node.name for node in app.tree().children]
  app.action('app.preferences')
  until(lambda: windows().count('Preferences') == 1, 'the preferences')
  app.action('app.preferences-page', GLib.Variant('s', 'devices'))
  until(lambda: app.find('Remove Echo'), 'the devices')
  assert windows().count('Preferences') == 1, windows()


def check_new_call(scene):
  """A link to give away, to copy and as a code for telephones."""
  app = open_start(scene)
  app.press('Start a Call')
  app.wait_text(scene.server.endpoint)
  scene.keep('start-new-call')


def check_no_devices(scene):
  """Neither a camera nor a microphone nor a sound server: said in words, and the call is open all the same."""
  scene.serve()
  app = scene.app(settings={'display-name': "'Ana'"}, SIGHT_TEST_SOURCES=None)
  app.open(scene.link)
  app.wait_page('lobby')
  app.wait_text('There is no camera')
  app.wait_text('sound server')
  scene.keep('lobby-no-devices')
  until(lambda: app.page() == 'call' or press_join(app), 'the call')
  app.wait_page('call')
  scene.keep('call-no-devices')


def check_parts(scene):
  """What GStreamer lacks is said where calls begin."""
  plugins = scene.session.folder / 'plugins'
  plugins.mkdir()
  everything = subprocess.run(['pkg-config', '--variable=pluginsdir', 'gstreamer-1.0'], check=True, capture_output=True, text=True).stdout.strip()
  for plugin in Path(everything).glob('*.so'):
    if plugin.name not in ('libgstnice.so', 'libgstwebrtcdsp.so'):
      (plugins / plugin.name).symlink_to(plugin)
  app = scene.app(GST_PLUGIN_SYSTEM_PATH_1_0=str(plugins), GST_REGISTRY=str(plugins / 'registry'))
  app.wait_text('No call is possible. GStreamer lacks the plugins with nicesrc.')
  assert any('webrtcdsp' in text for text in app.texts())
  scene.keep('start-parts')


def press_join(app):
  """What it is called says what will be seen and heard, which may be found out only now."""
  button = next((node for node in app.nodes() if node.role == 'button' and node.name.startswith('Join') and 'sensitive' in node.states), None)
  if button:
    button.press()


def check_host(scene):
  """A room on this computer, and a guest who has nothing but its link and a browser."""
  app = scene.app(settings={'display-name': "'Ana'", 'show-hints': 'false'})
  app.wait_page('start')
  app.resize(960, 780)
  row = app.wait_for('Host on This Computer', 'list item')
  next(node for node in row.walk() if node.role == 'switch').press()
  app.wait_text('Running')
  address = next((node for node in app.nodes() if node.role == 'list item' and re.fullmatch(r'[0-9.]+', node.name)), None)
  if address is None:
    raise Skip('this computer is in no network')
  until(lambda: address.extents()[3] > 30, 'the address to be shown')
  scene.keep('start-host')
  app.click(address)
  link = until(lambda: next((text for text in app.texts() if text.startswith('http://') and '/#' in text), None), 'a link').replace('\n', '')
  assert link.startswith(f'http://{address.name}:'), link
  app.press('Go to the Call')
  app.wait_page('lobby')
  until(lambda: app.page() == 'call' or press_join(app), 'the call')

  # A page without a certificate may do little in a browser; that is said on it, and here passed over.
  guest = scene.page(link, f'--unsafely-treat-insecure-origin-as-secure={link.partition("/#")[0]}')
  until(lambda: guest.fill('#name', 'Bruno'), 'the page of the guest')
  until(lambda: guest.press('#join-button'), 'the way in of the guest')
  app.wait_for(role='group', starts='Bruno')
  until(lambda: 'Ana' in (guest.ask('document.querySelector("#tiles, main")?.textContent') or ''), 'us in the browser')
  scene.keep('call-hosted')


def check_keyboard(scene):
  """From the start to the lobby and back without a mouse."""
  app = open_start(scene)
  app.focus_window()
  app.tab_to(lambda node: node is None)
  app.type(scene.link)
  until(lambda: 'sensitive' in app.find('Join', 'button').states, 'a way in')
  app.key('Return')
  app.wait_page('lobby')


if __name__ == '__main__':
  sys.exit(run('start', tests_of(globals())))
