#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What does not go well, in words with a way on: servers that cannot be used, rooms that are full,
people who are sent away, somebody in between, and a disk without room.

    test-endings.py BUILD [TEST...]
"""
import socketserver
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
from scene import Server, Skip, run, tests_of, until  # noqa: E402
from session import Missing, find_program  # noqa: E402

FULL = 2


class OldServer(socketserver.ThreadingTCPServer):
  """One that knows an earlier way to talk, and none of ours."""
  allow_reuse_address = daemon_threads = True

  class Handler(socketserver.StreamRequestHandler):
    def handle(self):
      while self.rfile.readline().strip():
        pass
      self.wfile.write(b'HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Protocol: sightline.v0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')

  def __init__(self):
    super().__init__(('127.0.0.1', 0), self.Handler)
    self.address = f'http://127.0.0.1:{self.server_address[1]}'
    threading.Thread(target=self.serve_forever, daemon=True).start()

  def stop(self):
    self.shutdown()
    self.server_close()


def serve_with_own_certificate(scene):
  """A server whose certificate nobody has vouched for."""
  try:
    openssl = find_program('openssl')
  except Missing as missing:
    raise Skip(str(missing)) from missing
  key, certificate = scene.session.folder / 'own-key.pem', scene.session.folder / 'own.pem'
  subprocess.run([openssl, 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', certificate,
                  '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'], check=True, capture_output=True, timeout=60)
  server = Server(scene.server_program, options=[f'--tls-certificate={certificate}', f'--tls-key={key}'])
  scene.others.append(server)
  return server


def move_link(link, address):
  """The same room elsewhere."""
  return f'{address.rstrip("/")}/#{link.partition("#")[2]}'


def enter(app, link):
  app.open(link)
  app.wait_page('lobby')
  until(lambda: app.page() != 'lobby' or press_join(app), 'the way in')


def press_join(app):
  button = app.find(role='button', starts='Join')
  if button and 'sensitive' in button.states:
    button.press()
    return True
  return False


def expect_end(scene, app, title, *buttons):
  """Says what it is, and offers to come again only where that can help."""
  app.wait_for(title)
  assert app.page() == 'end', app.page()
  scene.keep('end-' + title.lower().replace(' ', '-'))
  offered = {name for name in ('Join Again', 'Back to the Start') if app.find(name, 'button')}
  assert offered == {'Back to the Start', *buttons}, offered


def check_servers(scene):
  """A full room, a server that nobody vouches for, and one that is too old: one after another."""
  scene.serve(f'--room-members={FULL}')
  for name in ('Bruno', 'Clara'):
    scene.cli('--duration 240', name=name)
  app = scene.app(settings={'display-name': "'Ana'"})
  enter(app, scene.link)
  expect_end(scene, app, 'The Call Is Full', 'Join Again')
  scene.clis[0].stop()
  app.press('Join Again')
  app.wait_page('lobby')
  until(lambda: app.page() != 'lobby' or press_join(app), 'the way in')
  app.wait_page('call')
  app.action('app.hang-up')
  app.wait_page('end')

  enter(app, move_link(scene.link, serve_with_own_certificate(scene).address))
  expect_end(scene, app, 'The Server Cannot Be Trusted')
  old = OldServer()
  scene.others.append(old)
  enter(app, move_link(scene.link, old.address))
  expect_end(scene, app, 'Too Old to Talk to Each Other')


def is_red(scene, place):
  left, top, width, height = place
  red, green, blue = scene.session.display.look().colour(left + width // 2, top + 2)
  return red > 2 * green and red > 2 * blue


def check_in_between(scene):
  """Whose certificate is not the one that came sealed is neither seen nor heard, and a red banner says so."""
  scene.serve()
  app = scene.app_in_call()
  guest = scene.guest()
  guest.lie()
  guest.join(scene.link, name='Bruno')
  banner = app.wait_for(starts='Bruno: ', deadline=60)
  assert 'someone stands between you. Nothing was sent or shown' in banner.name and 'new link' in banner.name, banner
  until(lambda: is_red(scene, app.window_extents(banner)), 'a red banner')
  scene.keep('call-insecure')
  assert [one['state'] for one in guest.look()['participants']] != ['live'], guest.look()
  app.press('Leave')
  app.wait_page('end')


def check_removed(scene):
  """Whom the host sends away learns of it, and is not led back."""
  scene.serve()
  guest = scene.guest()
  guest.join(scene.link, name='Bruno')
  until(lambda: guest.look()['state'] == 'joined', 'the host in the room')
  app = scene.app_in_call()
  guest.wait_state('live')
  guest.remove()
  expect_end(scene, app, 'You Were Removed From the Call')
  until(lambda: not guest.look()['participants'], 'nobody else in the browser')


def on_small_disk(folder):
  """The command by which a program finds a disk of one MiB there, and nobody else does."""
  within = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=1M none "$0" && exec "$@"', str(folder)]
  if subprocess.run([*within, 'true'], capture_output=True, timeout=60, check=False).returncode != 0:
    raise Skip('a disk cannot be mounted here')
  return within


def check_full_disk(scene):
  """A file for which there is no room says so, and one that fits arrives."""
  kept = scene.session.home / 'small'
  kept.mkdir()
  sent = [scene.session.folder / name for name in ('large.bin', 'small.bin')]
  for path, size in zip(sent, (3000000, 200000)):
    path.write_bytes(bytes(size))
  scene.serve()
  app = scene.app_in_call(settings={'download-folder': repr(str(kept))}, within=on_small_disk(kept))
  cli = scene.cli('--duration 240' + ''.join(f" --send '{path}'" for path in sent))
  app.press('Chat')
  until(lambda: len([node for node in app.nodes() if node.role == 'button' and node.name == 'Save']) == 2, 'both files')
  app.press('Save')
  app.wait_text('There is no room for “large.bin”: free some space')
  scene.keep('call-disk-full')
  app.press('Save')
  cli.wait('file', state='done')
  app.wait_for('Show in Folder', 'button')
  assert app.page() == 'call'


if __name__ == '__main__':
  sys.exit(run('endings', tests_of(globals())))
