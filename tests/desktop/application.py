# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application as it is, used through its actions and through what a screen reader finds in it."""
import signal
import subprocess
from pathlib import Path

from gi.repository import GLib

from accessible import Gone, Reader, find_program_root
from session import until

ID = 'app.sightline.Sightline'
OBJECT = '/' + ID.replace('.', '/')
PAGES = {'start': 'SightStartPage', 'lobby': 'SightLobbyPage', 'call': 'SightCallPage', 'end': 'SightEndPage'}
# Around a window when nothing composes: what libadwaita draws instead of a shadow.
BORDER = 5
GTK_SETTINGS = '''[Settings]
gtk-enable-animations={animations}
gtk-xft-dpi={dpi}
gtk-cursor-blink=false
'''


class Application:
  config = '.config'  # where it reads settings, in the home

  def __init__(self, session, build, arguments=(), settings=None, text_scale=1, animations=False, within=(), again=False, **variables):
    """within: a command that runs another one; again: with the settings that the one before has left"""
    self.session, self.build, self.within = session, Path(build), within
    self.log_path = session.folder / f'application-{len(session.processes)}.log'
    if not again:
      self.write_settings_of(session, settings or {}, text_scale, animations)
    environment = self.environment_of(session, self.build) | variables
    self.environment = {name: value for name, value in environment.items() if value is not None}
    self.process = self.start(arguments)
    self.pid = self.process.pid
    until(self.has_window, 'a window')

  @staticmethod
  def environment_of(session, build):
    return session.variables | {
      'SIGHT_TEST_SOURCES': '1',
      'GSETTINGS_SCHEMA_DIR': str(build / 'data/schemas'),
      'SIGHT_TEST_LOCALE_DIR': str(build / 'po'),
      'GSK_RENDERER': 'cairo',
      'ADW_DISABLE_PORTAL': '1',
      'G_DEBUG': 'fatal-warnings',
    }

  @classmethod
  def write_settings_of(cls, session, settings, text_scale=1, animations=False):
    """Before it starts; of the application, and of all that GTK draws."""
    config = session.home / cls.config
    (config / 'gtk-4.0').mkdir(parents=True, exist_ok=True)
    (config / 'gtk-4.0/settings.ini').write_text(GTK_SETTINGS.format(animations=str(animations).lower(), dpi=round(96 * 1024 * text_scale)))
    # What X knows of letters comes before what GTK is told in its own file.
    (session.home / '.Xdefaults').write_text(f'Xft.dpi: {round(96 * text_scale)}\n')
    (config / 'glib-2.0/settings').mkdir(parents=True, exist_ok=True)
    lines = [f'{name}={value}' for name, value in settings.items()]
    (config / 'glib-2.0/settings/keyfile').write_text('\n'.join([f'[{OBJECT[1:]}]', *lines, '']))

  def command(self):
    return [self.build / 'src/app/sightline']

  def start(self, arguments):
    with open(self.log_path, 'ab') as log:
      process = subprocess.Popen([*self.within, *self.command(), *arguments], env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    self.session.processes.append(process)
    return process

  def run_again(self, *arguments):
    """A second start hands over to the first, and ends."""
    process = self.start(arguments)
    process.wait(60)
    return process.returncode

  def has_window(self):
    self.expect_alive()
    try:
      return self.main_window() is not None
    except (Gone, AttributeError):
      return False

  def expect_alive(self):
    if self.process.poll() is not None:
      raise AssertionError(f'the application ended with {self.process.returncode}')

  def log(self):
    return self.log_path.read_text(errors='replace').splitlines() if self.log_path.exists() else []

  # What is seen

  def is_own_process(self, pid):
    """Whether what speaks for the application to a screen reader is this process."""
    return pid == self.pid

  def tree(self):
    root = find_program_root(self.session.accessibility, self.is_own_process)
    return root and Reader(self.session.accessibility).read(root)

  def windows(self):
    """Those that there are, without what is in them."""
    self.expect_alive()
    root = find_program_root(self.session.accessibility, self.is_own_process)
    return Reader(self.session.accessibility).read(root, 2).children if root else []

  def nodes(self):
    """All that are there to be seen; who is hidden hides what is within."""
    def walk(node):
      if node.parent is None or 'visible' in node.states:
        yield node
        for child in node.children:
          yield from walk(child)
    self.expect_alive()
    tree = self.tree()
    return list(walk(tree)) if tree else []

  def find(self, name=None, role=None, starts=None, within=None, among=None):
    """The first of that name (and role); `within` is the name or role of something around it."""
    def fits(node):
      return ((name is None or node.name == name) and (role is None or role in node.role) and (starts is None or node.name.startswith(starts)) and
              (within is None or any(within in (one.name, one.role) for one in node.parents())))
    return next((node for node in among or self.nodes() if fits(node)), None)

  def wait_for(self, name=None, role=None, deadline=60, **how):
    def look():
      try:
        return self.find(name, role, **how)
      except Gone:
        return None
    return until(look, f'{role or "something"} {name!r} {how or ""} in the window', deadline)

  def wait_gone(self, name=None, role=None, deadline=60, **how):
    until(lambda: self.find(name, role, **how) is None, f'{role or "something"} {name!r} to go', deadline)

  def texts(self):
    return [node.name for node in self.nodes() if node.name]

  def wait_text(self, part, deadline=60):
    """Something whose name has this in it."""
    return until(lambda: next((node for node in self.nodes() if part in node.name), None), f'the words {part!r} in the window', deadline)

  def page(self):
    names = {node.name for node in self.nodes() if node.role == 'widget'}
    shown = [page for page, name in PAGES.items() if name in names]
    return shown[0] if len(shown) == 1 else None

  def wait_page(self, page, deadline=60):
    until(lambda: self.page() == page, f'the page {page}', deadline)

  def is_shown(self, node):
    """GTK 4.8 does not say of what is folded away that it is not there; but it has no size, or lies beside the window."""
    left, _, width, height = node.extents()
    return width > 0 and height > 0 and left < self.main_window().extents()[2]

  def window_extents(self, node):
    """Where something is on the screen, on which there is no other window."""
    left, top, width, height = node.extents()
    window = next(one for one in (node, *node.parents()) if one.role in ('window', 'frame', 'dialog'))
    screen = self.session.display.look()
    border = 0 if window.extents()[2] >= screen.width else BORDER
    return left + border, top + border, width, height

  def window_size(self):
    """Of the main window with its border."""
    window = self.main_window()
    return window and tuple(size + 2 * BORDER for size in window.extents()[2:])

  def describe(self):
    try:
      tree = self.tree()
      return list(tree.lines()) if tree else []
    except Gone as gone:
      return [str(gone)]

  # What is done

  def press(self, name, role='button', **how):
    self.wait_for(name, role, **how).press()

  def call_actions(self, method, arguments, answer, where='', deadline=20):
    self.expect_alive()
    return self.session.bus.call_sync(ID, OBJECT + where, 'org.gtk.Actions', method, arguments, answer and GLib.VariantType(answer), 0,
                                      deadline * 1000, None).unpack()

  def action(self, name, *parameters):
    """An action of the application (app.) or of its window (win.)."""
    group, _, name = name.partition('.')
    where = {'app': '', 'win': '/window/1'}[group]
    self.call_actions('Activate', GLib.Variant('(sava{sv})', (name, list(parameters), {})), None, where)

  def open(self, link):
    """As the desktop opens a link that was clicked elsewhere: to the lobby."""
    self.expect_alive()
    self.session.bus.call_sync(ID, OBJECT, 'org.freedesktop.Application', 'Open', GLib.Variant('(asa{sv})', ([link], {})), None, 0, 60000, None)

  def actions(self, group='app'):
    return set(self.call_actions('List', None, '(as)', {'app': '', 'win': '/window/1'}[group])[0])

  def key(self, *keys):
    """Pressed on the keyboard of the display."""
    self.do('key', '--clearmodifiers', *keys)

  def wait_dialog(self):
    """Another window than the main one, which gets the keys; returns it."""
    def look():
      dialogs = self.windows()[1:]
      return dialogs[-1:] if dialogs and self.x_window(dialogs[-1]) else None
    dialog = until(look, 'a dialog', 20)[0]
    self.focus_window(dialog)
    return Reader(self.session.accessibility).read(dialog)

  def click(self, node):
    """With the pointer, in the middle of it."""
    left, top, width, height = self.window_extents(node)
    self.do('mousemove', '--sync', str(left + width // 2), str(top + height // 2), 'click', '1')

  def main_window(self):
    return next((node for node in self.windows() if node.role in ('window', 'frame')), None)

  def x_window(self, dialog=None):
    """The main one, which is the first, or the one that is as large as the dialog: menus and hints are windows too."""
    found = self.ask_display('search', '--onlyvisible', '--pid', str(self.pid)).split()
    main, *others = sorted(found, key=int)
    if dialog is None:
      return main
    width, height = dialog.extents()[2:]
    # Some of GTK's own tell their size with the border.
    wanted = [f'Geometry: {width + border}x{height + border}\n' for border in (2 * BORDER, 0)]
    return next((one for one in others if any(size in self.ask_display('getwindowgeometry', one) for size in wanted)), None)

  def ask_display(self, *command):
    return subprocess.run(['xdotool', *command], env=self.session.variables, check=False, timeout=30, capture_output=True, text=True).stdout

  def do(self, *command):
    subprocess.run(['xdotool', *command], env=self.session.variables, check=True, timeout=60, capture_output=True)

  def resize(self, width, height, dialog=None):
    """As large as this, without the border, or as small as it can be."""
    def size():
      return next(window for window in self.windows() if window.path == wanted.path).extents()[2:]
    wanted = dialog or self.main_window()
    before = size()
    if before != (width, height):
      self.do('windowsize', self.x_window(dialog), str(width + 2 * BORDER), str(height + 2 * BORDER))
      until(lambda: size() != before, f'another size than {before}')

  def type(self, text):
    self.do('type', '--delay', '2', '--', text)

  def focus_window(self, dialog=None):
    """There is no window manager that would give the keys to it."""
    self.do('windowfocus', '--sync', self.x_window(dialog))

  def focused(self):
    """What has the focus; None within an entry row, which does not say so in GTK 4.8."""
    return next((node for node in reversed(self.nodes()) if 'focused' in node.states), None)

  def tab_to(self, fits, key='Tab', most=60):
    """Goes on with the Tab key until the focus is on what fits."""
    def place(node):
      return node and node.path
    for _ in range(most):
      before = self.focused()
      if fits(before):
        return before
      self.key(key)
      until(lambda: place(self.focused()) != place(before), f'the focus to move on from {before}', 20)
    raise AssertionError(f'the Tab key leads nowhere near; it is on {self.focused()}')

  def quit(self):
    """In the way a person does; whether it went well is in how it ended."""
    if self.process.poll() is None:
      self.action('app.quit')
    return self.wait_end()

  def wait_end(self):
    try:
      self.process.wait(30)
    except subprocess.TimeoutExpired:
      self.process.send_signal(signal.SIGABRT)
      self.process.wait()
    return self.process.returncode
