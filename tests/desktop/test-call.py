#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A call with the application in it: what one side does is seen by the other, and what is shown is
proved by the pictures on the screen.

    test-call.py BUILD [TEST...]
"""
import hashlib
import signal
import sys

sys.dont_write_bytecode = True
from scene import SENDS, run, tests_of, until  # noqa: E402
from service import FolderPortal  # noqa: E402

ECHOES = f'{SENDS} --echo'
# In a window of this size a picture of 16 to 9 fills the tile of one other and nothing is cut off.
FITTING = (972, 593)


def meet(scene, options=SENDS, **how):
  """The application and a command-line peer, Bruno."""
  scene.serve()
  app = scene.app_in_call(**how)
  app.resize(*FITTING)
  cli = scene.cli(options)
  app.wait_for(starts='Bruno', role='group')
  return app, cli


def expect_moving(scene, app, who):
  first = scene.wait_tile(app, who)
  scene.wait_tile(app, who, later_than=first[0] + 10)


def check_picture(scene):
  """The other's picture is in its tile, moves, and is ours when the other echoes it."""
  app, cli = meet(scene)
  expect_moving(scene, app, 'Bruno')
  scene.keep('call-two')


def check_own_picture(scene):
  """What the other sees of us, it sends back."""
  app, cli = meet(scene, '--echo --duration 240')
  expect_moving(scene, app, 'Bruno')


def check_mute_and_camera(scene):
  """What is turned off here is off there, at once and without a new connection."""
  app, cli = meet(scene)
  app.press('Microphone')
  cli.wait('sends', microphone=False)
  app.press('Camera')
  cli.wait('sends', camera=False)
  scene.keep('call-muted')
  app.action('app.toggle-microphone')
  app.action('app.toggle-camera')
  cli.wait('sends', microphone=True, camera=True)
  assert len(cli.events('state', state='live')) == 1, cli.lines


def check_other_without_camera(scene):
  """Who sends no picture has a face of letters, and the tile says so."""
  app, cli = meet(scene, '--microphone test --duration 240')
  app.wait_for(role='group', starts='Bruno, ')
  app.wait_text('camera off')
  scene.keep('call-no-camera')


def check_hand(scene):
  """A hand and a reaction; the other answers the reaction with the same."""
  app, cli = meet(scene, ECHOES)
  app.press('Raise Hand')
  cli.wait('sends', hand=True)
  until(lambda: 'hand raised' in app.find(role='group', starts='You').name, 'the hand on the tile of oneself')
  scene.keep('call-hand')
  app.press('Raise Hand')
  until(lambda: not cli.events('sends')[-1]['hand'], 'the hand to go down')
  app.focus_window()
  app.key('r')
  app.wait_for('Applause', 'button')
  scene.keep('call-reactions')
  app.press('Applause')
  cli.wait('reaction', word='clap')
  app.wait_text('Bruno reacts: Applause')
  scene.keep('call-reaction')


def check_chat(scene):
  """Both ways; the other repeats what it reads."""
  app, cli = meet(scene, ECHOES)
  app.press('Chat')
  for text in ('Hola', '"quoted" <b>and</b> https://example.org/', 'Привет, 家族 👋🏽'):
    app.wait_for('Message', 'text').type(text)
    app.press('Send')
    cli.wait('chat', text=text)
    until(lambda: len([node for node in app.nodes() if node.role == 'label' and text in node.name]) >= 2, f'{text} and its echo')
  scene.keep('call-chat')


def digest(path):
  return hashlib.sha256(path.read_bytes()).hexdigest()


def check_file_received(scene):
  """A file arrives where it was said, as it was sent."""
  sent = scene.session.folder / 'Report – año.bin'
  sent.write_bytes(bytes(i * 7 % 251 for i in range(300000)))
  app, cli = meet(scene, f"{SENDS} --send '{sent}'")
  app.press('Chat')
  app.press('Save')
  app.wait_for('Show in Folder', 'button')
  cli.wait('file', state='done')
  scene.keep('call-file')
  kept = [path for path in scene.session.home.rglob(sent.name)]
  assert [digest(path) for path in kept] == [digest(sent)], kept
  portal = FolderPortal(scene.session.bus)
  app.press('Show in Folder')
  portal.wait(lambda it: it.shown == [str(kept[0])], 'the file to be shown in its folder')
  portal.stop()


def check_file_sent(scene):
  """A file that is chosen with the keyboard arrives at the other as it is here."""
  sent, kept = scene.session.home / 'Plan.bin', scene.session.folder / 'kept'
  sent.write_bytes(bytes(i * 11 % 253 for i in range(300000)))
  kept.mkdir()
  app, cli = meet(scene, f"{SENDS} --save '{kept}'")
  app.press('Chat')
  app.press('Send a File')
  app.wait_dialog()
  app.type(str(sent))
  app.key('Return')
  done = cli.wait('file', state='done')[-1]
  assert done['sha256'] == digest(sent), done
  scene.keep('call-file-sent')


def check_keyboard(scene):
  """Keys alone, as the window of shortcuts says."""
  app, cli = meet(scene)
  app.focus_window()
  app.key('m')
  cli.wait('sends', microphone=False)
  app.key('v')
  cli.wait('sends', camera=False)
  app.key('h')
  cli.wait('sends', hand=True)
  app.key('s')
  cli.wait('sends', screen=True)
  app.key('ctrl+shift+h')
  app.wait_page('end')
  cli.wait('left')


def check_self_view(scene):
  """The arrow keys move one's own picture out of the way of the others."""
  app, cli = meet(scene)
  app.focus_window()
  app.tab_to(lambda node: node is not None and node.name.startswith('You'))
  tile = lambda: app.find(role='group', starts='You').extents()
  left, top, _, height = tile()
  app.key('Left')
  until(lambda: tile()[0] < left, 'it to go to the left')
  app.key('Up')
  until(lambda: tile()[1] < top - height, 'it to go up')
  scene.keep('call-self-view')
  scene.wait_tile(app, 'You', mirrored=True)


def check_screen(scene):
  """A shared screen is seen by the other, and says so here as long as it is."""
  app, cli = meet(scene)
  app.press('Share Screen')
  cli.wait('first-frame', line='screen')
  app.wait_text('Everyone here sees your screen')
  scene.keep('call-sharing')
  app.press('Stop')
  cli.wait('sends', screen=False)
  app.wait_gone('Everyone here sees your screen')


def check_another_screen(scene):
  """What the desktop remembers is forgotten where one asks for it, and the screen is shared."""
  app, cli = meet(scene, settings={'screen-token': "'of an earlier choice'"})
  app.press('More', within='More')
  app.press('Choose Another Screen…', role='menu item')
  app.wait_text('Everyone here sees your screen')
  cli.wait('sends', screen=True)
  keyfile = scene.session.home / '.config/glib-2.0/settings/keyfile'
  until(lambda: 'earlier choice' not in keyfile.read_text(), 'the choice to be forgotten')
  app.press('More', within='More')
  app.wait_for(role='menu item', starts='Copy')
  assert app.find('Choose Another Screen…', role='menu item') is None, 'there is nothing to choose'


def check_others_screen(scene):
  """The other's screen is large."""
  app, cli = meet(scene, f'{SENDS} --screen test')
  scene.wait_tile(app, 'Bruno’s screen')
  scene.keep('call-others-screen')


def check_verification(scene):
  """The emoji that one would read out to the other are the same."""
  app, cli = meet(scene)
  told = cli.wait('verification')[-1]['emoji']
  app.press('People')
  app.click(app.wait_for('Bruno', 'list item'))
  verify = app.wait_for('Verify', 'list item')
  until(lambda: verify.extents()[3] > 0, 'the row to open')
  app.click(verify)
  until(lambda: [name for name in app.texts() if name in told][:7], 'the emoji')
  scene.keep('call-verify')
  shown = [node.name for node in app.nodes() if any('Emoji to compare' in one.name for one in node.parents()) and node.role != 'label']
  assert [name for name in shown if name] == told, (shown, told)
  app.press('They Match')
  app.wait_text('verified')


def check_four(scene):
  """Everyone has a tile, and every tile a picture."""
  scene.serve()
  app = scene.app_in_call()
  names = ('Bruno', 'Clara', 'Dmitri')
  for name in names:
    scene.cli('--camera test --duration 240', name=name)
  for name in names:
    app.wait_for(role='group', starts=name)
  until(lambda: not [name for name in names if any(name in text and 'camera off' in text for text in app.texts())], 'pictures of all')
  scene.keep('call-four')


def check_server_killed(scene):
  """The call goes on, and a banner says what is not there."""
  app, cli = meet(scene)
  expect_moving(scene, app, 'Bruno')
  scene.server.signal(signal.SIGKILL)
  app.wait_text('the call goes on')
  scene.keep('call-server-lost')
  expect_moving(scene, app, 'Bruno')


def check_peer_killed(scene):
  """Somebody who is gone without a word is shown as such, and nothing else ends."""
  app, cli = meet(scene)
  expect_moving(scene, app, 'Bruno')
  cli.signal(signal.SIGKILL)
  app.wait_text('Reconnecting')
  scene.keep('call-peer-lost')
  assert app.page() == 'call'


def check_peer_leaves(scene):
  app, cli = meet(scene)
  cli.stop()
  app.wait_gone(role='group', starts='Bruno')
  app.wait_text('Nobody else is here')


def check_knock(scene):
  """The host locks the room, and decides who comes in."""
  scene.serve()
  app = scene.app_in_call()
  app.press('People')
  app.wait_for('Lock the Room', 'switch').press()
  app.wait_text('locked')
  cli = scene.cli(waits=False)
  app.wait_text('Bruno')
  scene.keep('call-knock')
  app.press('Admit')
  cli.wait('joined')
  app.wait_for(role='group', starts='Bruno')


def check_guest(scene):
  """Somebody in a browser."""
  scene.serve()
  app = scene.app_in_call()
  app.resize(*FITTING)
  guest = scene.guest()
  guest.join(scene.link, name='Bruno', first=0x510000)
  app.wait_for(role='group', starts='Bruno')
  first = scene.wait_tile(app, 'Bruno')
  assert first[0] >= 0x510000, first
  until(lambda: guest.seen('app/camera').get('number') or guest.seen('cli/camera').get('number'), 'our picture in the browser')
  scene.keep('call-guest')


def check_terminal(scene):
  """What is asked of a running call from elsewhere."""
  app, cli = meet(scene)
  assert app.run_again('--toggle-mute') == 0
  cli.wait('sends', microphone=False)
  assert app.run_again('--stats', 'json') == 0
  assert app.run_again('--hang-up') == 0
  app.wait_page('end')
  assert app.run_again('--toggle-mute') != 0
  cli.wait('left')


if __name__ == '__main__':
  sys.exit(run('call', tests_of(globals())))
