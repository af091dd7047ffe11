#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files between a guest in a real browser and others: whole, or said to be not.

    test-guest-files.py chromium|firefox SIGHTLINE-SERVER SIGHTLINE-CLI [TEST...]
"""
import hashlib
import os
import shlex
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from guest_scene import Skip, expect_chat, expect_sight, main, meet  # noqa: E402
from processes import find, until  # noqa: E402

MIB = 1024 * 1024


def make_file(scene, name, size):
  path = Path(scene.folder, 'theirs', name)
  path.parent.mkdir(exist_ok=True)
  path.write_bytes(os.urandom(size))
  return path


def options_for(scene, *paths):
  """What the command-line peer sends, and where it keeps what it gets."""
  Path(scene.folder, 'kept').mkdir()
  return ' '.join([f'--save {scene.folder}/kept', *(f'--send {shlex.quote(str(path))}' for path in paths)])


def hash_of(path):
  return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def expect_file(guest, number, state, **fields):
  def has():
    files = guest.lookAtFiles()
    return len(files) > number and files[number]['state'] == state and files[number]
  found = until(has, f'file {number} {state}')
  assert {key: found[key] for key in fields} == fields, found
  return found


def expect_received(guest, number, path, name=None):
  """A file of the command-line peer's, the whole of it."""
  expect_file(guest, number, 'offered', isOutgoing=False)
  guest.actOnFile(number=number, act='accept')
  size = path.stat().st_size
  expect_file(guest, number, 'done', name=name or path.name, size=size, done=size)
  assert guest.hashFile(number=number) == hash_of(path), 'another file'


def expect_kept(cli, name, sha256, count=1):
  event = cli.wait('file', count, direction='in', state='done')[-1]
  assert event['sha256'] == sha256 == hash_of(event['path']), event
  assert Path(event['path']).name == name, event


def expect_some(guest, number, least=MIB):
  """It is in mid-transfer."""
  return until(lambda: (file := guest.lookAtFiles()[number])['state'] == 'running' and file['done'] >= least and file, 'some of the file')


def check_both_ways(scene):
  """At the same time, beside sound and pictures."""
  path = make_file(scene, 'de Ana.bin', 5 * MIB + 7)
  guest, cli = meet(scene, False, options_for(scene, path))
  sha256 = guest.sendFile(name='à Ana.bin', size=4 * MIB + 3)
  files = until(lambda: len(files := guest.lookAtFiles()) == 2 and files, 'both')
  expect_received(guest, [file['isOutgoing'] for file in files].index(False), path)
  expect_kept(cli, 'à Ana.bin', sha256)
  cli.wait('file', direction='out', state='done')
  until(lambda: all(file['state'] == 'done' for file in guest.lookAtFiles()), 'the word of the peer')
  expect_sight(guest)
  expect_chat(guest, cli)


def check_empty(scene):
  """Nothing at all is a file as well."""
  path = make_file(scene, 'empty', 0)
  guest, cli = meet(scene, True, options_for(scene, path))
  expect_received(guest, 0, path)
  cli.wait('file', direction='out', state='done')
  sha256 = guest.sendFile(name='nothing', size=0)
  expect_kept(cli, 'nothing', sha256)
  assert sha256 == hashlib.sha256().hexdigest()


def check_names(scene):
  """A name that wants to be more than one."""
  path = make_file(scene, '-..\\con\u202egpj.exe\n', 1000)
  guest, cli = meet(scene, False, options_for(scene, path))
  expect_received(guest, 0, path, name='congpj.exe')
  # Twice the same: nothing is written over.
  for name in ('a.txt', 'a (2).txt'):
    sha256 = guest.sendFile(name='a.txt', size=1000)
    expect_kept(cli, name, sha256, 1 if name == 'a.txt' else 2)


def check_cancel(scene):
  """In mid-transfer, from the side that sends and from the one that receives."""
  path = make_file(scene, 'large.bin', 200 * MIB)
  guest, cli = meet(scene, False, options_for(scene, path))
  expect_file(guest, 0, 'offered')
  guest.actOnFile(number=0, act='accept')
  expect_some(guest, 0)
  guest.actOnFile(number=0, act='cancel')
  expect_file(guest, 0, 'ended', why='cancelled', byPeer=False)
  cli.wait('file', direction='out', state='failed')
  guest.sendFile(name='mine.bin', size=60 * MIB)
  expect_some(guest, 1)
  guest.actOnFile(number=1, act='cancel')
  assert 'cancelled' in cli.wait('file', direction='in', state='failed')[0]['reason']
  assert os.listdir(Path(scene.folder, 'kept')) == [], 'what is unfinished was left'


def check_declined(scene):
  """A peer that keeps no files, and a guest that wants none."""
  path = make_file(scene, 'unwanted', 1000)
  guest, cli = meet(scene, True, f'--send {path}')
  guest.sendFile(name='mine', size=1000)
  until(lambda: {file['state'] for file in guest.lookAtFiles()} == {'offered', 'declined'}, 'the answer')
  number = [file['isOutgoing'] for file in guest.lookAtFiles()].index(False)
  guest.actOnFile(number=number, act='decline')
  cli.wait('file', direction='out', state='declined')


def check_killed(scene):
  """The connection is gone in mid-transfer: both files go on where they were."""
  path = make_file(scene, 'theirs.bin', 24 * MIB)
  guest, cli = meet(scene, False, options_for(scene, path))
  expect_file(guest, 0, 'offered')
  guest.actOnFile(number=0, act='accept')
  sha256 = guest.sendFile(name='mine.bin', size=24 * MIB)
  for number in (0, 1):
    expect_some(guest, number)
  guest.kill()
  before = guest.lookAtFiles()
  until(lambda: guest.peer()['generation'] >= 2, 'another connection')
  after = [expect_some(guest, number, 0) for number in (0, 1)]
  assert all(now['done'] >= was['done'] > 0 for now, was in zip(after, before)), (before, after)
  assert all(was['done'] < was['size'] for was in before), f'it was over too early: {before}'
  expect_kept(cli, 'mine.bin', sha256)
  expect_file(guest, 0, 'done')
  assert guest.hashFile(number=0) == hash_of(path)


def check_guests(scene):
  """Between two kinds of browser, both ways, and cancelled by either."""
  other = {'chromium': 'firefox', 'firefox': 'chromium'}[scene.browser]
  if find([other, 'firefox-esr']) is None:
    raise Skip(f'{other} is not installed')
  one, two = scene.guest(), scene.guest(other)
  one.join(scene.link, name='Bruno')
  until(lambda: one.look()['state'] == 'joined', 'the first')
  two.join(scene.link, name='Clara', first=0x330000)
  for guest in (one, two):
    guest.wait_state('live')
  for sender, receiver in ((one, two), (two, one)):
    number = len(one.lookAtFiles())
    sha256 = sender.sendFile(name='x.bin', size=2 * MIB)
    expect_file(receiver, number, 'offered', name='x.bin', isOutgoing=False)
    receiver.actOnFile(number=number, act='accept')
    expect_file(receiver, number, 'done')
    expect_file(sender, number, 'done', isOutgoing=True)
    assert receiver.hashFile(number=number) == sha256
  for canceller in (one, two):
    number = len(one.lookAtFiles())
    one.sendFile(name='large.bin', size=60 * MIB)
    expect_file(two, number, 'offered')
    two.actOnFile(number=number, act='accept')
    expect_some(two, number)
    canceller.actOnFile(number=number, act='cancel')
    for guest in (one, two):
      expect_file(guest, number, 'ended', why='cancelled', byPeer=guest is not canceller)


def expect_row(guest, number, name, state, words=''):
  def has():
    rows = guest.lookAtRows()
    return len(rows) > number and rows[number]['state'] == state and rows[number]
  row = until(has, f'row {number} {state}')
  assert row['name'] == name and words in row['words'] and row['isShown'], row
  return row


def expect_download(guest, name):
  """What the browser itself has put onto the disk."""
  def has():
    found = [path for path in Path(guest.profile).rglob(name) if path.stat().st_size > 0]
    return found and not list(found[0].parent.glob(f'{name}*.part')) and found[0]
  return until(has, f'the download of {name}')


def check_page(scene):
  """The page that people get, used as they use it: each way to hand over a file, and to get one."""
  path = make_file(scene, 'for you.bin', 300000)
  guest = scene.guest()
  cli = scene.cli(f'--camera test --microphone test --duration 240 {options_for(scene, path)}')
  guest.openPage(link=guest.pages.link(scene.link))
  guest.press(id='join-button')
  row = expect_row(guest, 0, 'for you.bin', 'offered', 'Do you want it?')
  assert row['about'] == 'From Ana · 300 kB' and row['actions'] == ['Accept', 'Decline'], row
  assert 'for you.bin' in guest.announced()
  guest.pressRow(row=0, action=0)
  row = expect_row(guest, 0, 'for you.bin', 'done', 'Complete')
  assert row['actions'] == ['Save', 'Remove'], row
  guest.pressRow(row=0, action=0)
  assert hash_of(expect_download(guest, 'for you.bin')) == hash_of(path)
  for number, way in enumerate(('input', 'drop', 'paste'), 1):
    given = guest.handOver(way=way, name=f'{way}.bin', size=200000)
    assert (given['said'] is not None) == (way == 'drop'), given
    expect_kept(cli, f'{way}.bin', given['hash'], number)
    expect_row(guest, number, f'{way}.bin', 'done', 'Arrived')
  assert 'paste.bin' in guest.announced() and 'Arrived' in guest.announced()


def check_unsaved(scene):
  """What was received and not saved is there when the call is over, and nothing else is."""
  paths = [make_file(scene, f'{name}.bin', 1000) for name in ('saved', 'unsaved')]
  guest = scene.guest()
  scene.cli(f'--camera test --microphone test --duration 240 {options_for(scene, *paths)}')
  guest.openPage(link=guest.pages.link(scene.link))
  guest.press(id='join-button')
  for number in (0, 1):
    expect_row(guest, number, paths[number].name, 'offered')
    guest.pressRow(row=number, action=0)
    expect_row(guest, number, paths[number].name, 'done')
  guest.pressRow(row=0, action=0)
  expect_download(guest, 'saved.bin')
  guest.press(id='hang-up')
  until(lambda: [row['name'] for row in guest.lookAtRows()] == ['unsaved.bin'] and guest.lookAtRows()[0]['isShown'], 'the file alone')
  guest.pressRow(row=0, action=0)
  assert hash_of(expect_download(guest, 'unsaved.bin')) == hash_of(paths[1])


def check_damaged(scene):
  """What arrives is not what was sent: it is thrown away, and said where it cannot be missed."""
  one, two = scene.guest(), scene.guest()
  one.damageFiles()
  one.join(scene.link, name='Bruno')
  until(lambda: one.look()['state'] == 'joined', 'the first')
  two.openPage(link=two.pages.link(scene.link))
  two.press(id='join-button')
  one.wait_state('live')
  one.sendFile(name='x.bin', size=100000)
  expect_row(two, 0, 'x.bin', 'offered')
  two.pressRow(row=0, action=0)
  row = expect_row(two, 0, 'x.bin', 'ended', 'is not what was sent')
  assert row['actions'] == ['Remove'], row
  assert 'x.bin' in two.lookAtPage()['problem'] and 'is not what was sent' in two.lookAtPage()['problem'], two.lookAtPage()
  expect_file(one, 0, 'ended', why='mismatch', byPeer=True)


def check_too_large(scene):
  """More than a browser has memory for: refused at once, in words, and on both sides."""
  path = make_file(scene, 'disk.img', 0)
  os.truncate(path, 1024 * MIB + 1)
  guest = scene.guest()
  cli = scene.cli(f'--camera test --microphone test --duration 240 {options_for(scene, path)}')
  guest.openPage(link=guest.pages.link(scene.link))
  guest.press(id='join-button')
  row = expect_row(guest, 0, 'disk.img', 'ended', 'at most 1 GB')
  assert row['actions'] == ['Remove'] and '1.1 GB' in row['about'], row
  assert 'room' in cli.wait('file', direction='out', state='failed')[0]['reason']


TESTS = {name.removeprefix('check_').replace('_', '-'): check for name, check in globals().items() if name.startswith('check_')}

if __name__ == '__main__':
  sys.exit(main(TESTS))
