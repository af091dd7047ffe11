# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chromium with a page of a real server in it, as people have it: not made for tests, it is asked
what it shows through the pipe of the browser's developer tools.
"""
import fcntl
import itertools
import json
import os
import select
import signal
import subprocess
import time
from pathlib import Path

from browsers import CHROMIUM_CALL_FLAGS, CHROMIUM_FLAGS, descendants, find

ANSWER = 60  # seconds
# It listens and tells on these two.
PIPES = ('bash', '-c', 'exec 3<&$1 4>&$2; shift 2; exec "$@"', 'bash')


class Page:
  """One page of a Chromium; `--headless` where there is no display in `environment`."""

  def __init__(self, profile, environment, arguments, log=subprocess.DEVNULL):
    hidden = [] if 'DISPLAY' in environment else ['--headless']
    command = [find(['chromium', 'chromium-browser', 'google-chrome']), *hidden, *(flag for flag in CHROMIUM_FLAGS if flag != '--headless'),
               *CHROMIUM_CALL_FLAGS, f'--user-data-dir={profile}', '--lang=en', '--remote-debugging-pipe', *arguments]
    (its_in, self.out), (self.into, its_out) = high_pipe(), high_pipe()
    self.process = subprocess.Popen([*PIPES, str(its_in), str(its_out), *command], env=environment, stdin=subprocess.DEVNULL, stdout=log,
                                    stderr=log, pass_fds=(its_in, its_out), start_new_session=True)
    os.close(its_in)
    os.close(its_out)
    self.numbers, self.heard, self.session = itertools.count(1), b'', None

  def say(self, method, **parameters):
    """Returns what came of it; what the browser tells meanwhile is not listened to."""
    number = next(self.numbers)
    message = {'id': number, 'method': method, 'params': parameters} | ({'sessionId': self.session} if self.session else {})
    os.write(self.out, json.dumps(message).encode() + b'\0')
    end = time.monotonic() + ANSWER
    while (answer := self.hear(end - time.monotonic())).get('id') != number:
      pass
    if 'error' in answer:
      raise RuntimeError(f'{method}: {answer["error"]["message"]}')
    return answer['result']

  def hear(self, seconds):
    while b'\0' not in self.heard:
      if not select.select([self.into], [], [], max(seconds, 0))[0] or not (more := os.read(self.into, 65536)):
        raise TimeoutError('the browser does not answer')
      self.heard += more
    message, _, self.heard = self.heard.partition(b'\0')
    return json.loads(message)

  def attach(self):
    pages = [target for target in self.say('Target.getTargets')['targetInfos'] if target['type'] == 'page' and not target['url'].startswith('chrome')]
    if pages:
      self.session = self.say('Target.attachToTarget', targetId=pages[0]['targetId'], flatten=True)['sessionId']
    return bool(pages)

  def ask(self, expression):
    """What an expression of JavaScript is in the page; None as long as there is no page."""
    if self.session is None and not self.attach():
      return None
    try:
      result = self.say('Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True, userGesture=True)
    except RuntimeError as error:
      if 'execution context' in str(error):
        return None
      raise
    if 'exceptionDetails' in result:
      raise RuntimeError(f'{expression}: {result["exceptionDetails"]["exception"].get("description")}')
    return result['result'].get('value')

  def use(self, selector, what):
    """True when it was there to be used."""
    return self.ask(f'(one => one && !one.disabled && one.checkVisibility() && ({what}, true))(document.querySelector({json.dumps(selector)}))')

  def press(self, selector):
    return self.use(selector, 'one.click()')

  def fill(self, selector, text):
    return self.use(selector, f'one.value = {json.dumps(text)}')

  def stop(self):
    self.session = None
    for number in (signal.SIGTERM, signal.SIGKILL):
      for pid in descendants(self.process.pid):
        try:
          os.kill(pid, number)
        except ProcessLookupError:
          pass
      try:
        self.process.wait(10)
        break
      except subprocess.TimeoutExpired:
        pass
    for end in (self.out, self.into):
      os.close(end)


def high_pipe():
  """Both ends, where they are in nobody's way."""
  ends = os.pipe()
  moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
  for end in ends:
    os.close(end)
  return moved
