# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes comments, indentation and the spaces around marks off the files of the guest page, and nothing else.

What a browser is sent has the same lines, words and names as what lies in src/guest:
a line number in a report of an error is that of the source. Whatever is not clearly
understood is refused with a Refusal, so that the build fails and not the page.
"""
import re

# After these a slash begins a regular expression; after any other word it divides.
OPERATORS = {'await', 'case', 'delete', 'do', 'else', 'in', 'instanceof', 'new', 'of', 'return', 'throw', 'typeof', 'void', 'yield'}

SPACE = re.compile(r'[ \t]+')
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*', re.DOTALL)
WORD = re.compile(r'[\w$#\u0080-\U0010ffff]+')
STRING = re.compile(r'\'(?:[^\'\\\n]|\\.)*\'|"(?:[^"\\\n]|\\.)*"', re.DOTALL)
REGEX = re.compile(r'/(?:[^/\\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+/\w*')


class Refusal(Exception):
  pass


def refuse(text, at, why):
  raise Refusal(f'line {text.count(chr(10), 0, at) + 1}: {why}: {text[at:at + 40]!r}')


def may_begin_regex(text, at, before):
  """`before`: the tokens that mean something, the last one last."""
  kind, last = before[-1] if before else ('mark', ';')
  if kind == 'word':
    return last in OPERATORS
  if kind != 'mark' or last == ']':
    return False
  if last == ')':
    if text[at + 1] not in ' =':
      refuse(text, at, 'this may be a division or a regular expression')
    return False
  if last == '}' or before[-2:] in ([('mark', '+')] * 2, [('mark', '-')] * 2):
    refuse(text, at, 'this may be a division or a regular expression')
  return True


def end_of_template(text, at):
  """What stands in its braces is a program again."""
  start, at = at, at + 1
  while at < len(text):
    if text[at] == '\\':
      at += 2
    elif text[at] == '`':
      return at + 1
    elif text.startswith('${', at):
      at += 2
      for _, _, at in tokens_of_script(text, at, nested=True):
        pass
      at += 1
    else:
      at += 1
  return refuse(text, start, 'this template has no end')


def tokens_of_script(text, at=0, nested=False):
  """Yields kind, text and end of each; with `nested`, up to the brace that closes what is around it."""
  before, depth = [], 0
  while at < len(text):
    start = at
    kind, match = 'mark', None
    if text[at] == '\n':
      kind = 'newline'
    elif match := SPACE.match(text, at):
      kind = 'space'
    elif match := COMMENT.match(text, at):
      kind = 'comment'
    elif match := STRING.match(text, at):
      kind = 'string'
    elif match := WORD.match(text, at):
      kind = 'word'
    elif text[at] == '/' and may_begin_regex(text, at, before):
      kind, match = 'regex', REGEX.match(text, at) or refuse(text, at, 'this regular expression has no end')
    elif text[at] in '\'"\r\\' or text.startswith('/*', at):
      refuse(text, at, 'this has no end, or does not belong here')
    at = end_of_template(text, at) if text[at] == '`' else match.end() if match else at + 1
    token = text[start:at]
    if text[start] == '`':
      kind = 'template'
    if kind == 'mark' and token in '{}':
      depth += 1 if token == '{' else -1
      if nested and depth < 0:
        return
    if kind not in ('space', 'newline', 'comment'):
      before = [*before[-1:], (kind, token)]
    yield kind, token, at
  if nested or depth != 0:
    refuse(text, len(text) - 1, 'the braces do not match')


def means_something(before, after):
  """Whether two tokens of a script, kind and text, would be others without a space between them."""
  kinds, texts = {before[0], after[0]}, {before[1], after[1]}
  if 'mark' not in kinds or '/' in texts or after[1] == '.':
    return True
  return texts <= {'+', '-'}


def write(tokens, needs_space=lambda before, after: True):
  """Without comments, and without space at either end of a line or where none is needed."""
  out, pending, at_start, before = [], '', True, None
  for kind, token, _ in tokens:
    if kind == 'comment' and '\n' in token:
      kind, token = 'newline', '\n' * token.count('\n')
    if kind == 'newline':
      out.append(token)
      pending, at_start = '', True
    elif kind in ('space', 'comment'):
      pending = '' if at_start else ' '
    else:
      out += [pending if pending and needs_space(before, (kind, token)) else '', token]
      pending, at_start, before = '', False, (kind, token)
  return ''.join(out)


def strip_script(text):
  return write(tokens_of_script(text), means_something)


STYLE = re.compile(r'(?P<newline>\n)|(?P<space>[ \t]+)|(?P<comment>/\*.*?\*/)|(?P<string>"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')'
                   r'|(?P<other>[^\s"\'/\\]+|/(?!\*))', re.DOTALL)


def tokens_of_pattern(pattern, text):
  at = 0
  while at < len(text):
    match = pattern.match(text, at) or refuse(text, at, 'this is not understood')
    at = match.end()
    yield match.lastgroup, match[0], at


def strip_style(text):
  if re.search(r'url\(\s*[^"\']', text):
    raise Refusal('an address without quotes')
  return write(tokens_of_pattern(STYLE, text))


MARKUP = re.compile(r'(?P<newline>\n)|(?P<space>[ \t]+)|(?P<comment><!--.*?-->)|(?P<string>"[^"]*")|(?P<other>[^\s"<]+|<(?!!--))', re.DOTALL)


def strip_markup(text):
  """Of elements in which every space is seen, or something else is written, there are none. What the licence is stays."""
  if found := re.search(r'<(?:pre|textarea|style|script(?![^>]*\ssrc=)|!\[CDATA)', text):
    refuse(text, found.start(), 'this may hold what is no markup')

  def keep(kind, token, at):
    return ('string' if kind == 'comment' and 'SPDX' in token else kind), token, at
  return write(keep(*token) for token in tokens_of_pattern(MARKUP, text))


STRIPPERS = {'.js': strip_script, '.css': strip_style, '.html': strip_markup, '.svg': strip_markup}


def strip(path):
  """The bytes that are served for a file of the page."""
  text = path.read_text(encoding='utf-8')
  try:
    return STRIPPERS[path.suffix](text).encode()
  except Refusal as why:
    raise Refusal(f'{path}: {why}') from why
