#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What sightline-server serves is the page that the other tests have tested: the
same bytes, types and policy. A browser opens it there too.

    test-served.py SIGHTLINE-SERVER
"""
import gzip
import re
import select
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from browsers import CHROMIUM_FLAGS, find
from page_server import POLICY, TYPES, guest_files, read_page

DEADLINE = 60  # seconds


class Skip(Exception):
  pass


def start_server(program):
  """Returns the process and its address, once it listens."""
  process = subprocess.Popen([program, '--listen', '127.0.0.1:0'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0)
  output = b''
  end = time.monotonic() + DEADLINE
  while time.monotonic() < end and process.poll() is None:
    if select.select([process.stdout], [], [], 0.5)[0]:
      output += process.stdout.read(4096) or b''
    match = re.search(rb'listening on (http://\S+)\n', output)
    if match:
      return process, match[1].decode()
  process.kill()
  sys.exit('Bail out! The server does not listen: ' + output.decode(errors='replace'))


def fetch(address):
  try:
    with urllib.request.urlopen(address, timeout=DEADLINE) as answer:
      return answer.status, answer.headers, answer.read()
  except urllib.error.HTTPError as error:
    return error.code, error.headers, error.read()


def check_files(address):
  for name in guest_files():
    status, headers, body = fetch(f'{address}/{name}')
    assert status == 200, f'{name}: {status}'
    assert body == read_page(name), f'{name} is not what lies in src/guest'
    assert headers['Content-Type'] == TYPES[Path(name).suffix], f"{name}: {headers['Content-Type']}"
    assert headers['X-Content-Type-Options'] == 'nosniff', name
  assert fetch(f'{address}/')[2] == read_page('index.html')


def check_compressed(address):
  """As browsers ask for it: the same when it is unpacked."""
  plain = packed = 0
  for name in guest_files():
    request = urllib.request.Request(f'{address}/{name}', headers={'Accept-Encoding': 'gzip, deflate, br'})
    with urllib.request.urlopen(request, timeout=DEADLINE) as answer:
      body = answer.read()
      is_packed = answer.headers['Content-Encoding'] == 'gzip'
    content = gzip.decompress(body) if is_packed else body
    assert content == read_page(name), f'{name} is not what lies in src/guest'
    plain, packed = plain + len(content), packed + len(body)
  assert packed < plain / 2, f'{packed} bytes of {plain}'


def check_policy(address):
  for path in ['/', '/index.html', '/main.js']:
    assert fetch(address + path)[1]['Content-Security-Policy'] == POLICY, path
  assert fetch(address + '/')[1]['Referrer-Policy'] == 'no-referrer'


def check_nothing_else(address):
  for path in ['/meson.build', '/sight-guest.gresource.xml', '/app/sightline/guest/main.js', '/../meson.build', '/tests/']:
    assert fetch(address + path)[0] == 404, path


def check_browser(address):
  chromium = find(['chromium', 'chromium-browser', 'google-chrome'])
  if chromium is None:
    raise Skip('chromium is not installed')
  with tempfile.TemporaryDirectory(prefix='sightline-browser-', ignore_cleanup_errors=True) as profile:
    page = subprocess.run([chromium, *CHROMIUM_FLAGS, f'--user-data-dir={profile}', '--lang=en', '--virtual-time-budget=10000',
                           '--dump-dom', f'{address}/#k3vd-9xtm-4qpa-7hse'],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=DEADLINE, check=True).stdout.decode()
  assert '<title>You are invited to a call' in page, page
  assert 'data-state="up"' in page, page
  assert re.search(r'id="page"(?! hidden)', page), page


TESTS = {
  '/guest/served-files': check_files,
  '/guest/served-compressed': check_compressed,
  '/guest/served-policy': check_policy,
  '/guest/served-nothing-else': check_nothing_else,
  '/guest/served-browser': check_browser,
}


def main():
  server, address = start_server(sys.argv[1])
  failed = False
  print(f'1..{len(TESTS)}')
  try:
    for number, (name, check) in enumerate(TESTS.items(), 1):
      try:
        check(address)
        print(f'ok {number} - {name}')
      except Skip as reason:
        print(f'ok {number} - {name} # SKIP {reason}')
      except (AssertionError, OSError, subprocess.SubprocessError) as error:
        failed = True
        print(f'not ok {number} - {name}\n# ' + str(error).replace('\n', '\n# '))
  finally:
    server.terminate()
    try:
      server.wait(10)
    except subprocess.TimeoutExpired:
      server.kill()
  return 1 if failed else 0


if __name__ == '__main__':
  sys.exit(main())
