#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The arithmetic of figures.py and table.py on runs whose answer is known."""
import sys
import unittest

sys.dont_write_bytecode = True
import figures  # noqa: E402
import table  # noqa: E402


def make_packets(kbps_of, waited_of, end=20):
  """100 packets a second as read_log() gives them; both functions take seconds."""
  for i in range(end * 100):
    sent = i / 100
    yield sent - 0.1, round(kbps_of(sent) * 10 / 8), waited_of(sent), sent, 'carried'


class Figures(unittest.TestCase):
  def test_rise(self):
    packets = list(make_packets(lambda t: 2500 if t >= 13 else 1000, lambda t: 0))
    # A second of which 84 % are at the new rate has 90 % of it.
    self.assertAlmostEqual(figures.find_rise(packets, 10, 20, 2.5e6), 3.84, delta=0.02)
    self.assertIsNone(figures.find_rise(packets, 10, 20, 5e6))
    self.assertIsNone(figures.find_rise(packets, 5, 12, 2.5e6))

  def test_drain(self):
    packets = list(make_packets(lambda t: 600, lambda t: 250 if 10 <= t < 12.5 else 20))
    self.assertAlmostEqual(figures.find_drain(packets, 10, 20), 2.5, delta=0.02)
    self.assertEqual(figures.find_drain(packets, 15, 20), 0)
    self.assertIsNone(figures.find_drain(list(make_packets(lambda t: 600, lambda t: 250)), 10, 20))

  def test_freezes(self):
    steady = [i / 30 for i in range(300)]
    self.assertEqual(figures.find_freezes(steady), [])
    later = [*steady, *(time + 0.6 for time in steady[-1:])]
    self.assertEqual([round(freeze, 2) for freeze in figures.find_freezes(later)], [0.6])
    # Four pictures a second all along are slow, and no freeze.
    self.assertEqual(len(figures.find_freezes([i / 4 for i in range(100)][20:])), 1)

  def test_pictures(self):
    account = [f'frame {1000 * (50 + i / 10)} a {i} 62 640x360'.split() for i in range(100)]
    account += ['frame 55000 b 1 1 640x360'.split(), 'frame 55000 a - - 320x180'.split(), 'sound 55000 a 7'.split()]
    seen = dict(figures.judge_pictures(sorted(account, key=lambda words: float(words[1])), 'a', 50, 20))
    self.assertAlmostEqual(seen['Pictures a second'], 101 / 20)
    self.assertAlmostEqual(seen['Frozen, s'], 10.1, delta=0.01)
    self.assertEqual(seen['Age of a picture, p95, ms'], 62)
    self.assertAlmostEqual(seen['Illegible pictures, %'], 100 / 101)

  def test_nothing(self):
    seen = dict(figures.judge_pictures([], 'a', 50, 20))
    self.assertEqual(seen['Frozen, s'], 20)
    self.assertIsNone(seen['Age of a picture, p50, ms'])


class Table(unittest.TestCase):
  def test_order(self):
    self.assertEqual(''.join(table.get_order(['A', 'B'], 3)), 'ABBAAB')

  def test_median(self):
    runs = [{'a': 3, 'b': None}, {'a': 1, 'b': 4}, {'a': 2, 'b': 5}]
    self.assertEqual(table.get_median(runs, 'a'), 2)
    self.assertEqual(table.get_median(runs, 'b'), 5)
    self.assertIsNone(table.get_median(runs[:2], 'b'))
    self.assertIsNone(table.get_median(runs, 'c'))

  def test_format(self):
    text = table.format_table({'ours': [{'x': 1.0, 'y': None}], 'theirs': [{'x': 4.0, 'y': 200}]})
    self.assertIn('| x | 1 | 4 | **0.25** |', text)
    self.assertIn('| y | – | 200 |  |', text)


if __name__ == '__main__':
  unittest.main()
