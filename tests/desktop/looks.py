# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds however somebody has their desktop: what can be pressed is there to be pressed, and
what is read is in their language.
"""
import re
import struct
from pathlib import Path

NARROW = (360, 640)
TOP = Path(__file__).resolve().parents[2]
CONTROLS = ('button', 'switch', 'text box', 'entry', 'check box', 'combo box', 'slider')


def expect_within(window, place):
  """What can be pressed in a window is not cut off at its side."""
  width = window.extents()[2]
  for node in window.walk():
    if 'focusable' in node.states and 'visible' in node.states and node.role in CONTROLS:
      left, _, wide, high = node.extents()
      folded = wide == 0 or high == 0 or left >= width
      assert folded or (left >= -1 and left + wide <= width + 1), f'{node} on {place}: {left} + {wide} of {width}'


def translations(language):
  """What is to be read in a language: the messages of its file that differ from the source, by these."""
  text = (TOP / f'po/{language}.po').read_text()
  return {source: translated for source, translated in re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', text, re.M) if source != translated}


def write_from_the_right(folder, language='he'):
  """The libraries speak a language, and lay out as it is written, only where the program speaks it: so it has a file, with nothing in it."""
  header = b'Content-Type: text/plain; charset=UTF-8\n'
  path = folder / language / 'LC_MESSAGES/sightline.mo'
  path.parent.mkdir(parents=True)
  path.write_bytes(struct.pack('<11I', 0x950412de, 0, 1, 28, 36, 0, 44, 0, 44, len(header), 45) + b'\0' + header + b'\0')
  return {'LANGUAGE': language, 'SIGHT_TEST_LOCALE_DIR': str(folder)}
