# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves the guest page to a browser under test as sightline-server does, keeps
a log of everything that is asked for, and takes the results.

It is the browser's proxy too: http://guest.test/ is the same page from a place
that is no secure context, and every other host is refused, so that no test ever
leaves the computer.
"""
import json
import queue
import sys
import threading
import xml.etree.ElementTree as ElementTree
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / 'build-aux'))
sys.dont_write_bytecode = True
from page_strip import strip  # noqa: E402

GUEST = TOP / 'src/guest'
TESTS = TOP / 'tests/guest'
VECTORS = TOP / 'tests/protocol/vectors.json'
INSECURE_HOST = 'guest.test'

# What the server sends, word for word.
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
          "connect-src 'self'; font-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
          "form-action 'none'; frame-ancestors 'none'")

TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}


def read_page(name):
  """The bytes that the server has for it."""
  return strip(GUEST / name)


def guest_files():
  resources = ElementTree.parse(GUEST / 'sight-guest.gresource.xml')
  return sorted(file.text for file in resources.iter('file'))


class PageServer(ThreadingHTTPServer):
  daemon_threads = True

  def __init__(self, handler=None):
    super().__init__(('127.0.0.1', 0), handler or Handler)
    self.files = guest_files()
    self.requests = []
    self.reports = []
    self.is_up = True
    self.results = queue.Queue()
    threading.Thread(target=self.serve_forever, daemon=True).start()

  def address(self, secure):
    host = '127.0.0.1' if secure else INSECURE_HOST
    return f'http://{host}:{self.server_port}'

  def handle_error(self, request, client_address):
    pass  # A browser hangs up when it likes.


class Handler(BaseHTTPRequestHandler):
  protocol_version = 'HTTP/1.1'

  def log_message(self, *arguments):
    pass

  def answer(self, status, body=b'', media_type='text/plain; charset=utf-8'):
    self.send_response(status)
    self.send_header('Content-Type', media_type)
    self.send_header('Content-Length', str(len(body)))
    self.send_header('Cache-Control', 'no-store')
    self.send_header('X-Content-Type-Options', 'nosniff')
    self.send_header('Referrer-Policy', 'no-referrer')
    self.send_header('Content-Security-Policy', POLICY)
    # The same once more, for its reports alone.
    self.send_header('Content-Security-Policy-Report-Only', POLICY + '; report-uri /tests/report')
    self.end_headers()
    self.wfile.write(body)

  def own_path(self):
    url = urlsplit(self.path)
    if url.hostname not in (None, INSECURE_HOST):
      return None
    return url.path

  def note(self, path, body=b''):
    if not path.startswith('/tests/'):
      self.server.requests.append({'method': self.command, 'path': self.path, 'headers': str(self.headers),
                                   'body': body.decode('utf-8', 'replace')})

  def do_CONNECT(self):
    self.answer(403)
    self.close_connection = True

  def do_GET(self):
    path = self.own_path()
    if path is None:
      return self.answer(403)
    self.note(path)
    if path == '/healthz':
      return self.answer(200, b'ok\n') if self.server.is_up else self.answer(503)
    if path == '/tests/log':
      log = {'requests': self.server.requests, 'reports': self.server.reports, 'files': self.server.files}
      return self.answer(200, json.dumps(log).encode(), TYPES['.json'])
    found = self.find(path)
    is_page = found is not None and found.parent == GUEST and not path.startswith('/tests/') and found.is_file()
    return self.answer_file(found, read_page(found.name) if is_page else None)

  do_HEAD = do_GET

  def find(self, path):
    name = path.removeprefix('/') or 'index.html'
    # Modules that the page does not use yet are here for their tests; the page
    # itself may ask for what is on the list and for nothing else.
    if name in self.server.files or (name.endswith('.js') and '/' not in name):
      return GUEST / name
    if path == '/tests/vectors.json':
      return VECTORS
    if path.startswith('/tests/source/') and path.removeprefix('/tests/source/') in self.server.files:
      return GUEST / path.removeprefix('/tests/source/')
    if path.startswith('/tests/') and '/' not in name.removeprefix('tests/'):
      return TOP / 'tests/guest' / name.removeprefix('tests/')
    return None

  def answer_file(self, path, body=None):
    if path is None or not path.is_file():
      return self.answer(404)
    return self.answer(200, body or path.read_bytes(), TYPES.get(path.suffix, 'application/octet-stream'))

  def do_POST(self):
    body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
    path = self.own_path()
    if path is None:
      return self.answer(403)
    self.note(path, body)
    if path == '/tests/results':
      self.server.results.put(body.decode('utf-8', 'replace'))
    elif path == '/tests/report':
      self.server.reports.append(body.decode('utf-8', 'replace'))
    elif path == '/tests/health':
      self.server.is_up = body == b'up'
    else:
      return self.answer(404)
    return self.answer(204)
