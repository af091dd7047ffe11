# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run comes to: from the emulator's log what the path saw, from the
accounts of the peers what people would have seen."""

SETTLED = 0.9      # of the new rate, over a second: then it has been reached
SHALLOW_MS = 50    # a queue that does not hurt
FREEZE_MS = 150    # longer than usual by that, and three times as long
USUAL = 30         # frames that say what is usual ...
NOMINAL = 1 / 30   # ... and what is as long as there are none


def read_log(path, direction):
  """Arrival, bytes, ms of waiting, when it was sent, fate; times in s."""
  with open(path) as file:
    for line in file:
      words = line.split()
      if words[0] == direction:
        yield int(words[1]) / 1e6, int(words[2]), int(words[3]) / 1e3, int(words[4]) / 1e6, words[5]


def find_rise(packets, change, end, rate):
  """Seconds until a second in a row carried most of the rate; None is never."""
  window, total = [], 0
  for _, size, _, sent, fate in packets:
    if fate == 'dropped' or sent < change:
      continue
    if sent > end:
      return None
    window.append((sent, size))
    total += size
    while window[0][0] < sent - 1:
      total -= window.pop(0)[1]
    if sent - change >= 1 and total * 8 >= SETTLED * rate:
      return sent - change
  return None


def find_drain(packets, change, end):
  """Seconds until nobody waits long any more, for a second at least; None is never."""
  last = change
  for _, _, waited, sent, fate in packets:
    if fate == 'dropped' or sent < change:
      continue
    if sent > end:
      break
    if waited > SHALLOW_MS:
      if sent - last > 1 and last > change:
        break
      last = sent
  return last - change if last < end - 1 else None


def find_freezes(times):
  """Their lengths in s: gaps that people see, as WebRTC's statistics define them."""
  gaps = [later - sooner for sooner, later in zip(times, times[1:])]
  freezes = []
  for i, gap in enumerate(gaps):
    usual = gaps[max(0, i - USUAL):i]
    mean = sum(usual) / len(usual) if usual else NOMINAL
    if gap > max(3 * mean, mean + FREEZE_MS / 1000):
      freezes.append(gap)
  return freezes


def quantile(values, fraction):
  return sorted(values)[min(len(values) - 1, int(len(values) * fraction))] if values else None


def get_pictures(account, of, begun, end):
  """Time since the beginning, age in ms or None, and size of what was seen of somebody."""
  for words in account:
    if words[0] == 'frame' and words[2] == of and 0 <= float(words[1]) / 1000 - begun <= end:
      yield float(words[1]) / 1000 - begun, None if words[4] == '-' else float(words[4]), words[5]


def judge_path(report, log):
  """Name and value of each figure of a>b."""
  packets = list(read_log(log, 'a>b'))
  way = report['a>b']
  phases = [phase for phase in way['phases'] if phase['to'] > phase['from']]
  total = way['total']
  yield 'Utilisation', total.get('utilisation')
  for phase in phases:
    if 'utilisation' in phase and len(phases) > 1:
      yield f'Utilisation, {phase["from"]:g} to {phase["to"]:g} s at {phase["rate_kbps"] / 1000:g} Mbit/s', phase['utilisation']
  for name in 'mean', 'p50', 'p95', 'p99', 'max':
    yield f'Queue, {name}, ms', total[f'queue_{name}_ms']
  yield 'Packets lost in the path, %', total['loss'] * 100
  for before, after in zip([{'rate_kbps': 0, 'rate': 0}, *phases], phases):
    change, end, rate = after['from'], after['to'], after['rate_kbps']
    if rate > before['rate_kbps']:
      what = f'of {rate / 1000:g} Mbit/s' + (f' after {change:g} s' if change else '')
      yield f'Until 90 % {what}, s', find_rise(packets, change, end, rate * 1000)
    elif rate < before['rate_kbps']:
      yield f'Queue under {SHALLOW_MS} ms again after {change:g} s, s', find_drain(packets, change, end)


def judge_pictures(account, of, begun, end):
  pictures = list(get_pictures(account, of, begun, end))
  times = [time for time, _, _ in pictures]
  # What does not come at first or at last is missed too.
  freezes = find_freezes([0, *times, end])
  ages = [age for _, age, _ in pictures if age is not None]
  yield 'Pictures a second', len(pictures) / end
  yield 'Freezes', len(freezes)
  yield 'Frozen, s', sum(freezes)
  yield 'Longest freeze, s', max(freezes, default=0)
  for fraction in 50, 95, 99:
    yield f'Age of a picture, p{fraction}, ms', quantile(ages, fraction / 100)
  yield 'Illegible pictures, %', 100 * (1 - len(ages) / len(pictures)) if pictures else None
  yield 'Mean width of a picture', sum(int(size.split('x')[0]) for _, _, size in pictures) / len(pictures) if pictures else None
