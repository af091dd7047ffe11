# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a guest under test (call.html), a way to tell it what to do, and a way
from it to a real sightline-server: with one origin for all, the policy under which
the page runs is the one that people get.
"""
import itertools
import json
import queue
import select
import socket
import threading
from urllib.parse import urlsplit

from page_server import Handler, PageServer

POLL = 5  # seconds that the page waits for a command before it asks again


class CallServer(PageServer):
  def __init__(self):
    super().__init__(CallHandler)
    self.signaling = None
    self.said = []  # the bytes of each WebSocket, from the browser
    self.commands = queue.Queue()
    self.answers = {}
    self.ids = itertools.count(1)
    self.answered = threading.Condition()

  def lead_to(self, signaling):
    """signaling: HOST:PORT of the server that /signal leads to."""
    host, port = signaling.rsplit(':', 1)
    self.signaling = (host, int(port))

  def forget(self):
    """Forgets what was asked for and said."""
    self.requests.clear()
    self.said.clear()

  def messages(self):
    """What the browser has said to the server, as texts."""
    return [text for said in list(self.said) for text in unmask(bytes(said))]

  def link(self, link):
    """The same room by way of this server."""
    return f'{self.address(True)}/#{urlsplit(link).fragment}'

  def ask(self, op, deadline=60, **args):
    """Has the page do something; returns what came of it."""
    number = next(self.ids)
    self.commands.put({'id': number, 'op': op, 'args': args})
    with self.answered:
      if not self.answered.wait_for(lambda: number in self.answers, deadline):
        raise TimeoutError(f'the page did not answer “{op}” within {deadline} s')
      answer = self.answers.pop(number)
    if 'error' in answer:
      raise RuntimeError(f'“{op}” failed in the page: {answer["error"]}')
    return answer['value']


class CallHandler(Handler):
  def do_GET(self):
    path = self.own_path()
    if path == '/signal':
      return self.relay()
    if path == '/tests/command':
      try:
        command = self.server.commands.get(timeout=POLL)
      except queue.Empty:
        command = {}
      return self.answer(200, json.dumps(command).encode(), 'application/json')
    return super().do_GET()

  def do_POST(self):
    if self.own_path() != '/tests/answer':
      return super().do_POST()
    answer = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
    with self.server.answered:
      self.server.answers[answer['id']] = answer
      self.server.answered.notify_all()
    return self.answer(204)

  def relay(self):
    """Byte by byte: what the browser says is what the server hears."""
    self.close_connection = True
    try:
      with socket.create_connection(self.server.signaling, timeout=10) as server:
        server.sendall(f'{self.requestline}\r\n{self.headers}'.replace('\r\n', '\n').replace('\n', '\r\n').encode())
        self.server.said.append(bytearray())
        pump(self.connection, server, self.server.said[-1])
    except OSError:
      pass  # The server is not there, or has gone: so is this connection.


def pump(one, other, said):
  """said: takes what one says."""
  while True:
    for source in select.select([one, other], [], [])[0]:
      data = source.recv(65536)
      if not data:
        return
      if source is one:
        said += data
      (other if source is one else one).sendall(data)


def unmask(data):
  """The texts in WebSocket frames of a client (RFC 6455, section 5.2)."""
  at = 0
  while len(data) >= at + 6:
    opcode, length, at = data[at] & 0x0f, data[at + 1] & 0x7f, at + 2
    if length >= 126:
      size = 2 if length == 126 else 8
      length, at = int.from_bytes(data[at:at + size], 'big'), at + size
    mask, body = data[at:at + 4], data[at + 4:at + 4 + length]
    at += 4 + length
    if opcode == 1:
      yield bytes(byte ^ mask[i % 4] for i, byte in enumerate(body)).decode('utf-8', 'replace')
