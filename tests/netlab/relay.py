# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves peer.html, carries what such pages say to each other, and writes down
the accounts that they give: what a server is to netlab-peer."""
import collections
import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

HERE = Path(__file__).resolve().parent
FILES = {'/peer.html': 'text/html', '/peer.mjs': 'text/javascript', '/clip.mjs': 'text/javascript'}
PATIENCE = 20  # seconds that a request for messages may wait


class Relay(ThreadingHTTPServer):
  daemon_threads = True
  request_queue_size = 64

  def __init__(self, address, folder):
    super().__init__((address, 0), Handler)
    self.address = f'http://{address}:{self.server_port}'
    self.folder = Path(folder)
    self.boxes = collections.defaultdict(queue.Queue)
    self.members = []
    self.lock = threading.Lock()
    threading.Thread(target=self.serve_forever, daemon=True).start()

  def join(self, name):
    with self.lock:
      others = list(self.members)
      self.members.append(name)
    return others

  def leave(self, name):
    with self.lock:
      self.members.remove(name)
      for other in self.members:
        self.boxes[other].put({'from': name, 'message': {'gone': True}})

  def hear(self, name):
    """All that waits for them, or what comes first."""
    box = self.boxes[name]
    heard = []
    try:
      heard.append(box.get(timeout=PATIENCE))
      while True:
        heard.append(box.get_nowait())
    except queue.Empty:
      return heard

  def log(self, name, text):
    with self.lock, open(self.folder / name, 'a') as file:
      file.write(text)

  def handle_error(self, request, client_address):
    pass  # A browser hangs up when it likes.


class Handler(BaseHTTPRequestHandler):
  protocol_version = 'HTTP/1.1'
  disable_nagle_algorithm = True
  wbufsize = -1  # An answer is one packet, not two with a pause between them.

  def answer(self, body, kind='application/json', status=200):
    self.send_response(status)
    self.send_header('Content-Type', kind)
    self.send_header('Content-Length', str(len(body)))
    self.end_headers()
    self.wfile.write(body)
    self.wfile.flush()

  def do_GET(self):
    url = urlsplit(self.path)
    if url.path == '/hear':
      self.answer(json.dumps(self.server.hear(parse_qs(url.query)['me'][0])).encode())
    elif url.path in FILES:
      self.answer((HERE / url.path[1:]).read_bytes(), FILES[url.path])
    else:
      self.answer(b'null', status=404)

  def do_POST(self):
    url = urlsplit(self.path)
    words = {key: values[0] for key, values in parse_qs(url.query).items()}
    body = self.rfile.read(int(self.headers['Content-Length']))
    result = None
    if url.path == '/join':
      result = self.server.join(words['me'])
    elif url.path == '/say':
      self.server.boxes[words['to']].put({'from': words['from'], 'message': json.loads(body)})
    elif url.path == '/log':
      self.server.log(words['me'], body.decode())
    self.answer(json.dumps(result).encode())

  def log_message(self, *_):
    pass
