# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader finds in the windows of a program, read over D-Bus in few round trips."""
from gi.repository import Gio, GLib

ACCESSIBLE, COMPONENT, ACTION = (f'org.a11y.atspi.{name}' for name in ('Accessible', 'Component', 'Action'))
EDITABLE, TEXT, SELECTION, VALUE = (f'org.a11y.atspi.{name}' for name in ('EditableText', 'Text', 'Selection', 'Value'))
ROOT = '/org/a11y/atspi/accessible/root'
WINDOW_COORDINATES = 1
STATES = {'active': 1, 'busy': 3, 'checked': 4, 'editable': 7, 'expanded': 10, 'focusable': 11, 'focused': 12, 'modal': 16, 'pressed': 20,
          'selected': 23, 'sensitive': 24, 'showing': 25, 'visible': 30}
MOST = 3000  # nodes; more is a loop


def plain(name):
  """GTK 4.8 names a button "_Join Join": what it is labelled with, and what is in it."""
  without = name.replace('_', '')
  half = len(without) // 2
  return without[:half] if '_' in name and without[:half] == without[half + 1:] and without[half:half + 1] == ' ' else name


class Gone(Exception):
  """What was there a moment ago is there no more."""


class Node:
  def __init__(self, bus, reference, parent=None):
    self.bus, (self.owner, self.path), self.parent = bus, reference, parent
    self.children, self.name, self.role, self.description, self.states, self.interfaces = [], '', '', '', set(), []

  def __repr__(self):
    return f'{self.role} {self.name!r}'

  def walk(self):
    yield self
    for child in self.children:
      yield from child.walk()

  def parents(self):
    one = self.parent
    while one is not None:
      yield one
      one = one.parent

  def lines(self, depth=0):
    """The tree as text, for people who look for what went wrong."""
    told = ' '.join(sorted(self.states & {'focusable', 'focused', 'checked', 'pressed', 'expanded', 'selected'}))
    yield f'{"  " * depth}{self.role} {self.name!r} {told}' + ('' if 'sensitive' in self.states else ' insensitive') + (f' ({self.description})' if self.description else '')
    for child in self.children:
      yield from child.lines(depth + 1)

  def call(self, interface, method, arguments=None, answer=None):
    try:
      result = self.bus.call_sync(self.owner, self.path, interface, method, arguments, answer and GLib.VariantType(answer), 0, 20000, None)
    except GLib.Error as error:
      raise Gone(f'{self}: {error.message}') from error
    return result.unpack()

  def extents(self):
    """Left, top, width and height in the window."""
    return self.call(COMPONENT, 'GetExtents', GLib.Variant('(u)', (WINDOW_COORDINATES,)), '((iiii))')[0]

  def press(self):
    """As a screen reader presses a button."""
    if 'sensitive' not in self.states:
      raise AssertionError(f'{self} cannot be pressed now')
    return self.call(ACTION, 'DoAction', GLib.Variant('(i)', (0,)), '(b)')[0]

  def focus(self):
    return self.call(COMPONENT, 'GrabFocus', None, '(b)')[0]

  def type(self, text):
    if not self.call(EDITABLE, 'SetTextContents', GLib.Variant('(s)', (text,)), '(b)')[0]:
      raise AssertionError(f'{self} takes no text')

  def text(self):
    length = self.call('org.freedesktop.DBus.Properties', 'Get', GLib.Variant('(ss)', (TEXT, 'CharacterCount')), '(v)')[0]
    return self.call(TEXT, 'GetText', GLib.Variant('(ii)', (0, length)), '(s)')[0]

  def select(self, number):
    return self.call(SELECTION, 'SelectChild', GLib.Variant('(i)', (number,)), '(b)')[0]

  def has(self, interface):
    return interface in self.interfaces


class Reader:
  """Asks all nodes of one depth at once."""

  def __init__(self, bus):
    self.bus, self.waiting = bus, 0

  def ask(self, node, interface, method, arguments, on_answer):
    def answered(bus, result):
      self.waiting -= 1
      try:
        on_answer(bus.call_finish(result).unpack())
      except GLib.Error:
        pass  # It went away while it was looked at.
    self.waiting += 1
    self.bus.call(node.owner, node.path, interface, method, arguments, None, 0, 20000, None, answered)

  def look_at(self, node, found):
    def properties(answer):
      node.name, node.description = plain(answer[0].get('Name', '')), answer[0].get('Description', '')

    def states(answer):
      low, high = answer[0]
      node.states = {name for name, bit in STATES.items() if (low | high << 32) >> bit & 1}

    def children(answer):
      node.children = [Node(self.bus, reference, node) for reference in answer[0] if reference[1] != '/org/a11y/atspi/null']
      found.extend(node.children)

    self.ask(node, ACCESSIBLE, 'GetChildren', None, children)
    self.ask(node, ACCESSIBLE, 'GetRoleName', None, lambda answer: setattr(node, 'role', answer[0]))
    self.ask(node, ACCESSIBLE, 'GetState', None, states)
    self.ask(node, ACCESSIBLE, 'GetInterfaces', None, lambda answer: setattr(node, 'interfaces', answer[0]))
    self.ask(node, 'org.freedesktop.DBus.Properties', 'GetAll', GLib.Variant('(s)', (ACCESSIBLE,)), properties)

  def read(self, root, depth=MOST):
    """With what is in it, as deep as asked for."""
    level, count = [root], 0
    while level and count < MOST and depth > 0:
      depth -= 1
      count += len(level)
      below = []
      for node in level:
        self.look_at(node, below)
      while self.waiting:
        GLib.MainContext.default().iteration(True)
      level = below
    return root


def find_program_root(bus, is_process):
  """The program whose process id fits, or None as long as it has not introduced itself."""
  registry = Node(bus, ('org.a11y.atspi.Registry', ROOT))
  for reference in registry.call(ACCESSIBLE, 'GetChildren', None, '(a(so))')[0]:
    try:
      owner = bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
                            GLib.Variant('(s)', (reference[0],)), GLib.VariantType('(u)'), Gio.DBusCallFlags.NONE, 20000, None)
    except GLib.Error:
      continue
    if is_process(owner.unpack()[0]):
      return Node(bus, reference)
  return None
