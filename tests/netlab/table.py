# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of several runs, by their names, as one table."""
import datetime
import os
import statistics
from pathlib import Path


def get_order(kinds, repeat):
  """ABBA: what changes on the machine in the meantime changes for all."""
  return [kind for i in range(repeat) for kind in (kinds if i % 2 == 0 else kinds[::-1])]


def get_median(results, name):
  """None is never or not at all: later than any time, if most say so."""
  values = [result.get(name) for result in results]
  if values.count(None) * 2 >= len(values):
    return None
  return statistics.median(float('inf') if value is None else value for value in values)


def show(value):
  return '–' if value is None else f'{value:.3g}' if abs(value) < 100 else f'{value:.0f}'


def format_table(results):
  """@results: by kind, a list of runs, each figures by name."""
  kinds = list(results)
  names = list(dict.fromkeys(name for runs in results.values() for result in runs for name in result))
  lines = ['| | ' + ' | '.join(kinds) + (' | ratio |' if len(kinds) == 2 else ' |'),
           '|---' * (len(kinds) + 1 + (len(kinds) == 2)) + '|']
  for name in names:
    values = [get_median(results[kind], name) for kind in kinds]
    cells = [show(value) for value in values]
    if len(kinds) == 2:
      cells.append(f'**{show(values[0] / values[1])}**' if None not in values and values[1] else '')
    lines.append(f'| {name} | ' + ' | '.join(cells) + ' |')
  return '\n'.join(lines) + '\n'


def describe_machine():
  models = [line.split(':', 1)[1].strip() for line in Path('/proc/cpuinfo').read_text().split('\n') if line.startswith('model name')]
  return (f'{datetime.date.today()}; {os.cpu_count()} cores of "{models[0] if models else "unknown"}", '
          f'Linux {os.uname().release.split("-")[0]}')


def write_between(path, begin, end, text):
  """Puts @text between two lines of a file."""
  before, rest = path.read_text().split(begin, 1)
  path.write_text(f'{before}{begin}\n{text}{end}{rest.split(end, 1)[1]}')
