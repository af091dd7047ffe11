# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts a browser without a window and with a profile of its own."""
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-popup-blocking',
  '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,OptimizationHints,MediaRouter,GetDisplayMediaRequiresUserActivation',
]

# For calls: sound plays without a click. Addresses stay hidden behind names, as they
# are for guests.
CHROMIUM_CALL_FLAGS = ['--autoplay-policy=no-user-gesture-required']

# Nothing asks for the devices, which are made up: screens too, and those show nothing
# of ours.
CHROMIUM_DEVICE_FLAGS = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream']

# A test looks at all pages at once, and a browser at one.
CHROMIUM_FOREGROUND_FLAGS = ['--disable-background-timer-throttling', '--disable-renderer-backgrounding']

# A second download would wait for somebody to say yes to it.
CHROMIUM_PREFERENCES = {'profile': {'default_content_setting_values': {'automatic_downloads': 1}}}

FIREFOX_CALL_PREFERENCES = {
  'media.autoplay.blocking_policy': 0,
  'media.autoplay.default': 0,
  'media.navigator.permission.disabled': True,
  'media.navigator.streams.fake': True,
  'media.peerconnection.ice.loopback': True,
}

# What some tests want otherwise: flags of Chromium, preferences of Firefox.
FLAVOURS = {
  '': ([], {}),
  # As for people: what nobody looks at is slowed down, here after a second of it.
  'background': (['--intensive-wake-up-throttling-policy=1', '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1'],
                 {'dom.timeout.throttling_delay': 1000}),
  # Somebody shares the page of that name.
  'screen': (['--auto-select-tab-capture-source-by-title=Sightline: something to share'], {}),
  # Somebody has said no to camera and microphone.
  'denied': (['--use-fake-ui-for-media-stream=deny'],
             {'media.navigator.permission.disabled': False, 'permissions.default.camera': 2, 'permissions.default.microphone': 2}),
}

FIREFOX_PREFERENCES = {
  'app.normandy.enabled': False,
  'app.update.disabledForTesting': True,
  'browser.aboutwelcome.enabled': False,
  'browser.safebrowsing.downloads.remote.enabled': False,
  'browser.safebrowsing.malware.enabled': False,
  'browser.safebrowsing.phishing.enabled': False,
  'browser.safebrowsing.update.enabled': False,
  'browser.shell.checkDefaultBrowser': False,
  'browser.startup.page': 0,
  'datareporting.healthreport.uploadEnabled': False,
  'datareporting.policy.dataSubmissionEnabled': False,
  'dom.disable_open_during_load': False,
  'dom.security.https_first': False,
  'extensions.getAddons.cache.enabled': False,
  'extensions.systemAddon.update.enabled': False,
  'intl.accept_languages': 'en',
  'network.captive-portal-service.enabled': False,
  'network.connectivity-service.enabled': False,
  'network.proxy.type': 1,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.server': 'data:,',
  'toolkit.telemetry.unified': False,
}


def find(names):
  return next((path for name in names if (path := shutil.which(name))), None)


def chromium(profile, proxy_port, flags):
  Path(profile, 'Default').mkdir(exist_ok=True)
  Path(profile, 'Default', 'Preferences').write_text(json.dumps(CHROMIUM_PREFERENCES))
  program = find(['chromium', 'chromium-browser', 'google-chrome'])
  return program and [program, *CHROMIUM_FLAGS, f'--user-data-dir={profile}', '--lang=en',
                      *CHROMIUM_CALL_FLAGS, f'--proxy-server=http://127.0.0.1:{proxy_port}', *flags]


def firefox(profile, proxy_port, own_preferences):
  program = find(['firefox-esr', 'firefox'])
  preferences = FIREFOX_PREFERENCES | FIREFOX_CALL_PREFERENCES | {
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': proxy_port,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': proxy_port,
  } | own_preferences
  lines = [f'user_pref("{name}", {value!r});'.replace('True', 'true').replace('False', 'false').replace("'", '"')
           for name, value in preferences.items()]
  Path(profile, 'user.js').write_text('\n'.join(lines) + '\n')
  return program and [program, '--headless', '--no-remote', '--profile', str(profile)]


BROWSERS = {'chromium': chromium, 'firefox': firefox}


def descendants(pid):
  """A process and all that it started, and what these started."""
  parents = {}
  for path in Path('/proc').glob('[0-9]*/stat'):
    try:
      # The name, in brackets, may hold anything; behind it stand the state and the parent.
      parents[int(path.parent.name)] = int(path.read_text().rpartition(')')[2].split()[1])
    except OSError:
      pass  # It has ended meanwhile.
  found = [pid]
  for parent in found:
    found += [child for child, its in parents.items() if its == parent]
  return found


class Browser:
  """A running browser, with everything that it started, in a process group of its own."""

  def __init__(self, name, profile, proxy_port, flavour=''):
    flags, preferences = FLAVOURS[flavour]
    if flavour != 'background':
      flags = [*CHROMIUM_FOREGROUND_FLAGS, *flags]
    if flavour != 'screen':
      flags = [*CHROMIUM_DEVICE_FLAGS, *flags]
    self.command = BROWSERS[name](profile, proxy_port, flags if name == 'chromium' else preferences)
    self.profile = profile
    self.process = None

  def start(self, address):
    # Nothing of the person's own: neither settings nor a display nor a bus.
    environment = {name: value for name, value in os.environ.items()
                   if name not in ('DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'MALLOC_CHECK_', 'G_DEBUG')}
    environment |= {'HOME': str(self.profile), 'MOZ_CRASHREPORTER_DISABLE': '1'}
    with open(Path(self.profile, 'browser.log'), 'wb') as log:
      self.process = subprocess.Popen([*self.command, address], env=environment, stdin=subprocess.DEVNULL,
                                      stdout=log, stderr=log, start_new_session=True)

  def signal(self, number):
    """To all of it: what it started has groups of its own."""
    for pid in descendants(self.process.pid):
      try:
        os.kill(pid, number)
      except ProcessLookupError:
        pass

  def stop(self):
    if self.process is None:
      return
    for number in (signal.SIGTERM, signal.SIGKILL):
      try:
        os.killpg(self.process.pid, number)
      except ProcessLookupError:
        break
      try:
        self.process.wait(5)
      except subprocess.TimeoutExpired:
        pass

  def log(self):
    return Path(self.profile, 'browser.log').read_text(errors='replace')
