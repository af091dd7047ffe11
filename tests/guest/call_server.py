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
    self.commands = queue.Queue()
    self.answers = {}
    self.ids = itertools.count(1)
    self.answered = threading.Condition()

  def lead_to(self, signaling):
    """signaling: HOST:PORT of the server that /signal leads to."""
    host, port = signaling.rsplit(':', 1)
    self.signaling = (host, int(port))

  def forget(self):
    """Forgets what was asked for."""
    self.requests.clear()

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
        pump(self.connection, server)
    except OSError:
      pass  # The server is not there, or has gone: so is this connection.


def pump(one, other):
  while True:
    for source in select.select([one, other], [], [])[0]:
      data = source.recv(65536)
      if not data:
        return
      (other if source is one else one).sendall(data)
