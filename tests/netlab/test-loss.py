#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A call in which 5 % of all packets are lost, both ways: what is missing is
repaired, and pictures and sound go on. `test-loss.py BUILD --tap`"""
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
import calls  # noqa: E402
import lab  # noqa: E402

SCHEDULE = '0 both delay=20 loss=5'
PATIENCE = 120  # seconds, for what takes ten
PICTURES = 150
REPAIRED = 10   # packets
SOUND_RATE = 50  # pieces of 20 ms a second
SOUND_SHARE = 0.8  # of the time that is heard; the machine may be busy


def get_lines(call, name, event):
  return [words for words in call.account(name) if words[0] == event]


def get_repaired(call, name):
  lines = get_lines(call, name, 'repaired')
  return int(lines[-1][3]) if lines else 0


def has_enough(call, name):
  return get_repaired(call, name) >= REPAIRED and len(get_lines(call, name, 'frame')) >= PICTURES


def get_sound_share(call, name):
  """How much of the time was heard, since the first that was."""
  heard = [(float(words[1]) / 1000, int(words[3])) for words in get_lines(call, name, 'sound') if int(words[3]) > 0]
  seconds, pieces = (last - first for first, last in zip(heard[0], heard[-1]))
  return pieces / (SOUND_RATE * seconds)


def run(build, folder):
  """What is to be, and whether it is."""
  with lab.Lab(build / 'tests/netlab/netlab-emulator', SCHEDULE) as place:
    call = calls.OurCall(place, build, folder)
    for name in 'ab':
      call.start(name, name, '320x180@15', 400, True)
    place.begin()
    for name in 'ab':
      call.wait(f'{REPAIRED} repaired packets and {PICTURES} pictures at {name}', lambda: has_enough(call, name), PATIENCE)
    sound = [get_sound_share(call, name) for name in 'ab']
    report = place.finish()
    repaired = [get_repaired(call, name) for name in 'ab']
    call.stop()
  print(f'# repaired {repaired}, share of sound {sound}')
  for way in 'a>b', 'b>a':
    total = report[way]['total']
    print(f'# {way}: {total}')
    yield f'loss {way}', total['packets'] > 300 and 0.02 < total['loss'] < 0.08
    # One that was lost may be asked for more than once, and not all are of pictures.
    yield f'no more was repaired than lost {way}', repaired[way == 'a>b'] <= total['lost']
  yield 'sound', min(sound) > SOUND_SHARE


def main():
  lab.enter()
  with tempfile.TemporaryDirectory(prefix='sightline-loss-') as folder:
    results = list(run(Path(sys.argv[1]), Path(folder)))
  print(f'1..{len(results)}')
  for number, (name, good) in enumerate(results, 1):
    print(f'{"ok" if good else "not ok"} {number} /netlab/loss/{name.replace(" ", "-")}')
  return not all(good for _, good in results)


if __name__ == '__main__':
  sys.exit(main())
