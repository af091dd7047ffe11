#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the emulator do to packets what its schedule says? `test-path.py EMULATOR --tap`

The bounds are wide: this may run on a busy computer, where nothing comes early
and a few things come late.
"""
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import lab  # noqa: E402

# Sends for so many seconds, in the one way that every kernel knows, and reads.
SEND = '''
import socket, sys, time
end = time.monotonic() + float(sys.argv[2])
while True:
  try:
    connection = socket.create_connection((sys.argv[1], 5001), 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b'reno')
    break
  except OSError:
    if time.monotonic() > end: raise
while time.monotonic() < end:
  connection.sendall(bytes(65536))
'''
READ = '''
import socket
server = socket.create_server(("", 5001))
connection = server.accept()[0]
while connection.recv(65536): pass
'''


def ping(place, address, count, interval, patience=3):
  """The times of the replies in ms."""
  command = ['ping', '-n', '-c', count, '-i', interval, '-W', patience, address]
  out = place.start('a', command, stdout=subprocess.PIPE, text=True).communicate(timeout=60)[0]
  return [float(time) for time in re.findall(r'time=([\d.]+)', out)]


def check_delay(emulator):
  with lab.Lab(emulator, '0 both delay=25') as place:
    times = ping(place, lab.PATH['b'], 40, 0.02)
  return len(times) == 40 and min(times) >= 50 and sum(time < 75 for time in times) >= 20, times


def check_loss(emulator):
  with lab.Lab(emulator, '0 a>b loss=20') as place:
    place.begin()
    times = ping(place, lab.PATH['b'], 500, 0.004)
    report = place.finish()
  return 350 <= len(times) <= 450 and report['a>b']['total']['lost'] + len(times) == 500, report['a>b']['total']


def check_rate(emulator):
  with lab.Lab(emulator, '0 both delay=5; 0 a>b rate=8000; 4 end') as place:
    place.start('b', [sys.executable, '-c', READ])
    sender = place.start('a', [sys.executable, '-c', SEND, lab.PATH['b'], 5])
    place.begin()
    total = place.finish(30)['a>b']['total']
    place.stop(sender)
  # TCP finds the end of the queue, which is 300 ms long.
  return 4000 < total['kbps'] <= 8100 and 100 < total['queue_max_ms'] <= 302, total


def check_schedule(emulator):
  with lab.Lab(emulator, '0 both delay=5; 1 both outage=1; 2 both outage=0; 3 end') as place:
    place.begin()
    times = ping(place, lab.PATH['b'], 140, 0.02)
    phases = place.finish(30)['a>b']['phases']
  # The fifty of the second without a path come late, after up to a whole one.
  late = sum(time > 100 for time in times)
  return len(phases) == 3 and phases[1]['packets'] == 0 and 25 <= late <= 90 and max(times) > 700, (late, phases)


def check_ways_around(emulator):
  """Where the path is dead, the links to the server lead to nobody else."""
  with lab.Lab(emulator, '0 both outage=1') as place:
    others = [len(ping(place, address, 3, 0.05, 1)) for address in (lab.PATH['b'], lab.CONTROL['b'] + '.2')]
    server = len(ping(place, lab.SERVER, 3, 0.05))
  return others == [0, 0] and server == 3, (others, server)


CHECKS = {
  'delay': check_delay,
  'loss': check_loss,
  'rate': check_rate,
  'schedule': check_schedule,
  'ways-around': check_ways_around,
}


def main():
  lab.enter()
  print(f'1..{len(CHECKS)}')
  failed = False
  for number, (name, check) in enumerate(CHECKS.items(), 1):
    good, seen = check(sys.argv[1])
    failed |= not good
    print(f'{"ok" if good else "not ok"} {number} /netlab/path/{name}', flush=True)
    if not good:
      print(f'# {seen}', flush=True)
  return failed


if __name__ == '__main__':
  sys.exit(main())
