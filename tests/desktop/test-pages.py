#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page is reached as people reach it, and can be used by everyone.

    test-pages.py BUILD [TEST...]
"""
import sys

sys.dont_write_bytecode = True
from scene import run, tests_of, until  # noqa: E402

# Made by GTK itself, and what is in them has names.
NAMELESS = {'group', 'list', 'scroll bar', 'viewport'}


def expect_names(app):
  """Whatever can have the focus says what it is."""
  nameless = [node for node in app.nodes() if 'focusable' in node.states and not is_named(node) and node.role not in NAMELESS and app.is_shown(node)]
  assert not nameless, [f'{node} in {[str(one) for one in node.parents()][:4]}' for node in nameless]


def is_named(node):
  # GTK 4.8 gives a nameless widget the name of its class.
  if node.name and not node.name.startswith(('Gtk', 'Adw', 'Sight')):
    return True
  # libadwaita's rows with a switch are read as the row.
  if node.role == 'switch':
    return any(one.role == 'list item' and one.name for one in node.parents())
  # A row of a list is read by what is in it, a scrolled area is no control.
  return node.role in ('list item', 'table row', 'group', 'panel', 'filler') and any(one.name for one in node.walk() if one.role == 'label')


def check_start(scene):
  app = scene.app()
  app.wait_page('start')
  expect_names(app)
  scene.keep('start')


def check_lobby(scene):
  scene.serve()
  app = scene.app()
  app.open(scene.link)
  app.wait_page('lobby')
  expect_names(app)
  scene.keep('lobby')


def check_call(scene):
  scene.serve()
  app = scene.app_in_call()
  expect_names(app)
  scene.keep('call-alone')


def check_end(scene):
  scene.serve()
  app = scene.app_in_call()
  app.action('app.hang-up')
  app.wait_page('end')
  expect_names(app)
  scene.keep('end')


if __name__ == '__main__':
  sys.exit(run('pages', tests_of(globals())))
