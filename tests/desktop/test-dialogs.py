#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every dialog in the ways in which people have their desktop, some at a time where none hides what
another shows: what can be pressed lies within the window, and Escape closes it.

    test-dialogs.py BUILD [TEST...]
"""
import sys

sys.dont_write_bytecode = True
from looks import NARROW, expect_within, translations, write_from_the_right  # noqa: E402
from scene import run, tests_of, until  # noqa: E402
from gi.repository import GLib  # noqa: E402

DIALOGS = {
  'link': lambda app: app.key('l'),
  'shortcuts': lambda app: app.key('ctrl+question'),
  'about': lambda app: app.action('app.about'),
  'preferences': lambda app: app.key('ctrl+comma'),
  'devices': lambda app: app.action('app.preferences-page', GLib.Variant('s', 'devices')),
  'network': lambda app: app.action('app.preferences-page', GLib.Variant('s', 'server')),
}


def open_verification(app, words):
  """By the row of the other, whatever it is called in the language."""
  app.key('p')
  app.click(app.wait_for('Bruno', 'list item'))
  row = app.wait_for(words.get('Verify', 'Verify'), 'list item')
  until(lambda: row.extents()[3] > 0, 'the row to open')
  app.click(row)


def look_at(scene, app, name, size):
  """At the dialog that is open, until it is closed in the way of the keyboard."""
  dialog = app.wait_dialog()
  # GTK's own window of shortcuts cannot be narrow.
  if size and dialog.extents()[2] > size[0] and 'shortcuts' not in name:
    app.resize(*size, dialog=dialog)
    assert dialog.extents()[2] <= size[0], f'{name} cannot be narrower than {dialog.extents()[2]}'
  expect_within(dialog, name)
  scene.keep(name, whole=True)
  app.key('Escape')
  until(lambda: len(app.windows()) == 1, f'{name} to be closed')
  app.focus_window()
  return dialog.name


def tour(scene, look, size=None, words=None, **how):
  """Of all dialogs; returns their titles."""
  scene.serve()
  app = scene.app_in_call(settings={'server-url': repr(scene.server.address)}, **how)
  if size:
    app.resize(*size)
  titles = []
  app.focus_window()
  for name, open_it in DIALOGS.items():
    open_it(app)
    titles.append(look_at(scene, app, f'dialog-{look}-{name}', size))
  scene.cli('--duration 240')
  open_verification(app, words or {})
  titles.append(look_at(scene, app, f'dialog-{look}-verify', size))
  return titles


def check_dark_and_narrow_in_russian(scene):
  words = translations('ru')
  titles = tour(scene, 'dark-narrow-ru', NARROW, words=words, ADW_DEBUG_COLOR_SCHEME='prefer-dark', LANGUAGE='ru')
  assert words['Invite People'] in titles, titles


def check_large_text_in_spanish(scene):
  words = translations('es')
  titles = tour(scene, 'large-es', words=words, text_scale=2, LANGUAGE='es')
  assert words['Invite People'] in titles and len(set(titles)) == len(titles) - 2, titles


def check_high_contrast_from_the_right(scene):
  """As it is for those who write from the right to the left."""
  tour(scene, 'contrast-rtl', ADW_DEBUG_HIGH_CONTRAST='1', **write_from_the_right(scene.session.folder / 'locale'))
  share, hand = (scene.apps[-1].find(name, 'button').extents()[0] for name in ('Share Screen', 'Raise Hand'))
  assert hand < share, f'the hand is at {hand}, the screen at {share}'


if __name__ == '__main__':
  sys.exit(run('dialogs', tests_of(globals())))
