# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test plays of a desktop on its bus."""
import os

from gi.repository import Gio, GLib

from session import until

OPEN_URI = '''<node><interface name="org.freedesktop.portal.OpenURI">
  <method name="OpenDirectory">
    <arg type="s" direction="in"/><arg type="h" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/>
  </method>
</interface></node>'''


class Service:
  """Something that desktops have on their bus, and that writes down what it is asked for."""

  def __init__(self, bus, name):
    self.bus, self.name, self.objects = bus, name, []
    # Without the flags that queue: whoever had the name would keep it.
    self.ask_bus('RequestName', '(su)', name, 4)

  def ask_bus(self, method, kind, *arguments):
    self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', method, GLib.Variant(kind, arguments), None, 0,
                       20000, None)

  def add(self, path, description, on_call):
    self.objects.append(self.bus.register_object(path, Gio.DBusNodeInfo.new_for_xml(description).interfaces[0], on_call, None, None))

  def wait(self, fits, what):
    def look():
      while GLib.MainContext.default().iteration(False):
        pass
      return fits(self)
    return until(look, what)

  def stop(self):
    for number in self.objects:
      self.bus.unregister_object(number)
    self.ask_bus('ReleaseName', '(s)', self.name)


class FolderPortal(Service):
  """Notes which files it is asked to show in their folders."""

  def __init__(self, bus):
    super().__init__(bus, 'org.freedesktop.portal.Desktop')
    self.shown = []
    self.add('/org/freedesktop/portal/desktop', OPEN_URI, self.on_call)

  def on_call(self, bus, sender, path, interface, method, arguments, invocation):
    descriptor = invocation.get_message().get_unix_fd_list().get(0)
    self.shown.append(os.readlink(f'/proc/self/fd/{descriptor}'))
    os.close(descriptor)
    invocation.return_value(GLib.Variant('(o)', ('/org/freedesktop/portal/desktop/request/test/1',)))
