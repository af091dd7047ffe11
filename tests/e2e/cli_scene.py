# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two command-line peers who meet, and whether they see and hear each other."""
import json
import os
import sys
from pathlib import Path

from guest_scene import SENDS, Scene, run
from processes import DEADLINE, Cli, until

LINES = ('microphone', 'camera')


class Peer(Cli):
  """A peer that writes down every second how it goes."""

  def __init__(self, program, link, name, folder, sends):
    self.name, self.statistics = name, Path(folder, f'{name}.json')
    super().__init__(program, link, f'--name {name} --stats {self.statistics} --snapshot {folder} {sends}')
    self.wait('joined')

  def look(self):
    """The newest that it wrote of the other one."""
    lines = self.statistics.read_text().splitlines() if self.statistics.exists() else []
    for line in reversed(lines[-4:]):
      try:
        return json.loads(line)
      except ValueError:
        pass  # it is being written
    return None

  def look_live(self, generation):
    now = self.look()
    return now if now and now['state'] == 'live' and now['generation'] >= generation else None

  def expect_going(self, generation=1, deadline=DEADLINE, least=20):
    """More pictures and more sound come over one connection, of that generation or later; returns which."""
    first = None

    def goes_on():
      nonlocal first
      now = self.look_live(generation)
      if now is None or first is None or now['generation'] != first['generation']:
        first = now
        return False
      return all(now[line]['received']['frames'] >= first[line]['received']['frames'] + least for line in LINES)
    until(goes_on, f'pictures and sound at {self.name} over generation {generation}', deadline)
    return first['generation']

  def pauses(self):
    """How long each line stood still at most, once it has left."""
    return {event['line']: event['longest-pause-ms'] for event in self.events('seen')}


class CliScene(Scene):
  def __init__(self, programs):
    super().__init__(None, programs, None)
    self.family = Path(sys.argv[0]).stem.removeprefix('test-')

  def peer(self, name, program=None, sends=SENDS):
    self.clis.append(Peer(program or self.cli_program, self.link, name, self.folder, sends))
    return self.clis[-1]

  def meet(self, program=None):
    """The first is whom the test is about."""
    both = self.peer('Ana', program), self.peer('Boris')
    for one in both:
      one.expect_going()
      assert all(0 <= event['ms'] < 1000 * DEADLINE for event in one.events('first-frame')), one.events('first-frame')
    return both

  def beside(self):
    return CliScene((self.server_program, self.cli_program))

  def part(self):
    """They leave; a picture of the other is the one that it sent."""
    for one in self.clis:
      one.stop()
      seen = one.events('seen', line='camera')
      assert seen and seen[0].get('code'), f'{one.name} saw {seen}'
      print(f'# {one.name} waited {one.pauses()} ms at most', flush=True)


def main(checks, number_of_programs=2):
  """checks: by name, each a function that takes a CliScene."""
  os.environ['GIO_USE_PROXY_RESOLVER'] = 'dummy'
  programs, more = sys.argv[1:1 + number_of_programs], sys.argv[1 + number_of_programs:]
  tests = {name: checks[name] for name in more} or checks
  print(f'1..{len(tests)}', flush=True)
  results = [run(name, check, number, CliScene(programs[:2])) for number, (name, check) in enumerate(tests.items(), 1)]
  return 0 if all(results) else 1
