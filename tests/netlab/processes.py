# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process and all its descendants take, from /proc."""
import os
from pathlib import Path


class Tree:
  def __init__(self, pid):
    self.pid = pid

  def list(self):
    pids = [self.pid]
    for pid in pids:
      for children in Path('/proc', str(pid), 'task').glob('*/children'):
        pids += map(int, read(children).split())
    return pids

  def get_cpu(self):
    """Seconds of user and system time, those of children that are gone included."""
    ticks = 0
    for pid in self.list():
      # The name, in brackets, may hold anything.
      fields = read(Path('/proc', str(pid), 'stat')).rpartition(')')[2].split()
      ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf('SC_CLK_TCK')

  def get_pss(self):
    """Bytes; memory that several share counts in parts."""
    kib = 0
    for pid in self.list():
      for line in read(Path('/proc', str(pid), 'smaps_rollup')).splitlines():
        kib += int(line.split()[1]) if line.startswith('Pss:') else 0
    return kib * 1024


def read(path):
  try:
    return path.read_text()
  except OSError:
    return ''  # It is gone, and costs nothing more.
