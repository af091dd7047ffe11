#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page in the ways in which people have their desktop: dark, in high contrast, narrow, with
large letters and in each language. What can be pressed lies within the window, and nothing warns.

    test-looks.py BUILD [TEST...]
"""
import re
import sys

sys.dont_write_bytecode = True
from looks import NARROW, expect_within, translations  # noqa: E402
from scene import run, tests_of, until  # noqa: E402
from accessible import ACTION  # noqa: E402
from gi.repository import GLib  # noqa: E402

PANELS = {'chat': 'SightChatPage', 'people': 'SightPeoplePage', 'statistics': 'SightStatisticsPage'}
JOIN = re.compile('Join|Unirse|Entrar|Войти|Присоединиться|Подключиться')


def visit(scene, app, page, name):
  app.wait_page(page)
  if scene.size:
    app.resize(*scene.size)
  expect_within(app.tree().children[0], page)
  scene.keep(f'{name}-{page}')


def tour(scene, name, size=None, last='end', **how):
  """From the start to the end, or not so far; what was to be read at the start is remembered."""
  scene.size = size
  scene.serve()
  app = scene.app(settings={'server-url': repr(scene.server.address), 'display-name': "'Ana'"}, **how)
  visit(scene, app, 'start', name)
  app.texts_of_start = app.texts()
  app.title_of_start = next(node for node in app.nodes() if node.role == 'label').extents()
  app.open(scene.link)
  visit(scene, app, 'lobby', name)
  if last == 'lobby':
    return app
  go_in(app)
  visit(scene, app, 'call', name)
  for panel in PANELS if size else ():
    show_panel(scene, app, panel, name)
  app.action('app.hang-up')
  visit(scene, app, 'end', name)
  return app


def show_panel(scene, app, panel, name):
  app.action('win.show-panel', GLib.Variant('s', panel))
  app.wait_for(PANELS[panel])
  expect_within(app.tree().children[0], panel)
  scene.keep(f'{name}-{panel}')
  app.action('win.show-panel', GLib.Variant('s', panel))
  app.wait_gone(PANELS[panel])


def go_in(app):
  """The way in of the lobby, whatever it is called in the language."""
  until(lambda: app.page() != 'lobby' or press_join(app), 'the way in')


def press_join(app):
  buttons = [node for node in app.nodes() if node.role == 'button' and node.has(ACTION) and 'sensitive' in node.states and JOIN.match(node.name)]
  if buttons:
    buttons[-1].press()
  return bool(buttons)


def check_dark(scene):
  app = tour(scene, 'dark', ADW_DEBUG_COLOR_SCHEME='prefer-dark')
  left, top, width, height = app.window_extents(app.find(role='window'))
  assert max(scene.session.display.look().colour(left + 20, top + height // 2)) < 80, 'a dark page'


def check_high_contrast(scene):
  tour(scene, 'contrast', ADW_DEBUG_HIGH_CONTRAST='1')


def check_large_text(scene):
  app = tour(scene, 'large', text_scale=2)
  assert app.title_of_start[3] > 28, f'the title is {app.title_of_start[3]} pixels high'


def check_narrow(scene):
  tour(scene, 'narrow', NARROW)


def check_narrow_large_text(scene):
  tour(scene, 'narrow-large', NARROW, text_scale=2)


def check_right_to_left(scene):
  """What is read from the right begins there."""
  app = tour(scene, 'rtl', last='lobby', SIGHT_TEST_DIRECTION='rtl')
  middle = app.main_window().extents()[2] / 2
  assert app.find('Back').extents()[0] > middle, 'the way back on the right'
  go_in(app)
  scene.cli()
  own = until(lambda: (node := app.find(role='group', starts='You')) and node.extents()[2] < middle and node, 'a small picture of oneself')
  until(lambda: own.extents()[0] < middle / 2, 'it to be in the corner on the left')
  for panel in PANELS:
    show_panel(scene, app, panel, 'rtl')


def check_language(scene, language):
  app = tour(scene, language, LANGUAGE=language)
  known = translations(language).values()
  shown = app.texts_of_start
  if not any(word.replace('_', '') in shown for word in known):
    raise AssertionError(f'nothing is in {language}: {shown}')


def check_spanish(scene):
  check_language(scene, 'es')


def check_russian(scene):
  check_language(scene, 'ru')


if __name__ == '__main__':
  sys.exit(run('looks', {name: check for name, check in tests_of(globals()).items() if name != 'language'}))
