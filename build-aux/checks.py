# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks beside this file share."""
import os
import pathlib
import re
import sys

sys.dont_write_bytecode = True

TOP = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = {'.git', 'node_modules', '__pycache__', 'build', 'corpus'}


def files(*folders, suffixes=None, top=TOP):
  """The tree's own files, sorted; build directories are not."""
  for folder in folders or ('.',):
    for path, names, entries in os.walk(top / folder):
      names[:] = sorted(n for n in names if n not in SKIPPED and not n.startswith('_build'))
      for entry in sorted(entries):
        file = pathlib.Path(path, entry)
        if not suffixes or file.suffix in suffixes:
          yield file


def relative(path, top=TOP):
  return path.relative_to(top).as_posix()


def strip_c(text, strings=True):
  """C without its comments and, where asked, without what is in quotes; the lines stay where they are."""
  pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

  def blank(match):
    found = match[0]
    if found[0] == '/':
      return ''.join(c if c == '\n' else ' ' for c in found)
    return found[0] + ' ' * (len(found) - 2) + found[-1] if strings else found

  return pattern.sub(blank, text)


def finish(problems, what):
  for problem in problems:
    print(problem, file=sys.stderr)
  if problems:
    print(f'{len(problems)} found.', file=sys.stderr)
    return 1
  print(what)
  return 0


def skip(reason):
  print(reason, file=sys.stderr)
  sys.exit(77)
