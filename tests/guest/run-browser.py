#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a page of tests in a real browser and prints its TAP.

    run-browser.py chromium|firefox unit|page|insecure

The page runs its tests by itself and posts what came of them. --serve serves it
to a browser of your own until Ctrl+C, which is how the tests are debugged.
"""
import argparse
import queue
import re
import sys
import tempfile
import time

from browsers import BROWSERS, Browser
from page_server import PageServer

DEADLINE = 150  # seconds; the machine may be busy with other tests

PAGES = {
  'unit': ('/tests/unit.html', True),
  'page': ('/tests/page.html', True),
  'insecure': ('/tests/page.html', False),
}


def parse_arguments():
  parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
  parser.add_argument('browser', choices=sorted(BROWSERS))
  parser.add_argument('page', choices=sorted(PAGES))
  parser.add_argument('--serve', action='store_true', help='start no browser')
  return parser.parse_args()


def is_complete(tap):
  """A plan, as many results as it says, and none of them a failure."""
  plan = re.search(r'^1\.\.(\d+)$', tap, re.MULTILINE)
  results = re.findall(r'^(ok|not ok) \d+', tap, re.MULTILINE)
  return plan is not None and int(plan[1]) == len(results) > 0 and 'not ok' not in results


def run(browser, server, address):
  browser.start(address)
  try:
    tap = server.results.get(timeout=DEADLINE)
  except queue.Empty:
    asked = '\n'.join('# ' + request['path'] for request in server.requests[-20:])
    log = '\n'.join('# ' + line for line in browser.log().splitlines()[-20:])
    print(f'Bail out! No result after {DEADLINE} s\n# Asked for at last:\n{asked}\n# The browser said:\n{log}')
    return 1
  finally:
    browser.stop()
  print(tap, end='')
  return 0 if is_complete(tap) else 1


def main():
  arguments = parse_arguments()
  path, secure = PAGES[arguments.page]
  server = PageServer()
  if arguments.serve:
    print(server.address(True) + path, flush=True)
    while True:
      time.sleep(3600)

  # A browser that has just been killed may still be writing into its profile.
  with tempfile.TemporaryDirectory(prefix='sightline-browser-', ignore_cleanup_errors=True) as profile:
    browser = Browser(arguments.browser, profile, server.server_port)
    if browser.command is None:
      # Meson takes this plan for a skipped test, but only where the exit status is 0.
      print(f'1..0 # SKIP {arguments.browser} is not installed')
      return 0
    return run(browser, server, server.address(secure) + path)


if __name__ == '__main__':
  sys.exit(main())
