#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is served is the program that lies in src/guest, line by line: comments and indentation
are gone, and nothing that looks like them. Style sheets and pages are compared by browsers (unit-stripped.js).

    test-strip.py
"""
import json
import subprocess
import sys

sys.dont_write_bytecode = True
from browsers import find  # noqa: E402
from page_server import GUEST, TESTS  # noqa: E402
from page_strip import Refusal, strip_markup, strip_script, strip_style  # noqa: E402

SCRIPTS = (
  ('/* a\n * b */\n\n  x = 1;  \n', '\n\n\nx=1;\n'),
  ('x = 1; /* why */\ny = /* which */ 2; // and that\n', 'x=1;\ny=2;\n'),
  ('return/* */x', 'return x'),
  ('return /* a\n b */ x', 'return\nx'),
  ("'/* no */' + \"// no\" /* yes */", "'/* no */'+\"// no\""),
  ("'it\\'s /* no */'", "'it\\'s /* no */'"),
  ("'a \\\n  b' /* yes */", "'a \\\n  b'"),
  ('  `  a\n  /* no */ ${ f(`\n  ${ "}" /* no */ }`) }\n  // no\n`; /* yes */', '`  a\n  /* no */ ${ f(`\n  ${ "}" /* no */ }`) }\n  // no\n`;'),
  ('`\\`${x}` /* yes */', '`\\`${x}`'),
  ('`${}  a` /* yes */', '`${}  a`'),
  ('x = /[/*]"\'/g; /* yes */', 'x=/[/*]"\'/g;'),
  ('return /\\/\\/ */.test(a) /* yes */', 'return /\\/\\/ */.test(a)'),
  ('a / b / c; /* yes */', 'a / b / c;'),
  ('a(b) / c; d[0] /c/ e; 2 /f/ 3 /* yes */', 'a(b) / c;d[0] /c/ e;2 /f/ 3'),
  ('x = [/  a/, a ? /  b/ : !/  c/]', 'x=[/  a/,a?/  b/:!/  c/]'),
  ('a + +b - -c + ++d - e', 'a+ +b- -c+ ++d-e'),
  ('a ? .5 : 1 .toFixed( )', 'a? .5:1 .toFixed()'),
  ('({ a = 1, ...b } = {}) => a in b', '({a=1, ...b}={})=>a in b'),
  ("x = '\u2028  a';  y = 'ё  ё'", "x='\u2028  a';y='ё  ё'"),
)
REFUSED = ('if (x) /a/.test(b)', '{} /a/.test(b)', 'a++ /b/ c', "'open", '`open', '/* open', 'x = /open', '`${ {}', '{', 'a \\u0061')
STYLES = (
  ('/* a\n b */\na {\n  b: c; /* d */\n}\n', '\n\na {\nb: c;\n}\n'),
  ('a::after { content: "/* no */  \\"  "; }', 'a::after { content: "/* no */  \\"  "; }'),
)
MARKUPS = (
  ('<!DOCTYPE html>\n<!-- SPDX-License:\n     x -->\n<!-- a\n  b -->\n  <p title="a\n  b">c\n    d</p>\n', '<!DOCTYPE html>\n<!-- SPDX-License:\n     x -->\n\n\n'
   '<p title="a\n  b">c\nd</p>\n'),
)


def fails(strip, text):
  try:
    strip(text)
  except Refusal:
    return True
  return False


def check_ourselves():
  for strip, cases in ((strip_script, SCRIPTS), (strip_style, STYLES), (strip_markup, MARKUPS)):
    for text, expected in cases:
      assert strip(text) == expected, f'{text!r} became {strip(text)!r}'
  for text in REFUSED:
    assert fails(strip_script, text), f'{text!r} became {strip_script(text)!r}'
  assert fails(strip_style, 'a { b: url(//c/*d) }') and fails(strip_style, 'a { b: "c }')
  assert fails(strip_markup, '<pre>  a</pre>') and fails(strip_markup, '<script> a /* */</script>')


def differing(node, modules):
  told = subprocess.run([node, '--expose-internals', TESTS / 'same-program.cjs'], input=json.dumps(modules), text=True, capture_output=True, timeout=60,
                        check=False)
  assert told.returncode == 0, told.stderr
  return json.loads(told.stdout)


def check_programs(node):
  modules = []
  for path in [*GUEST.glob('*.js'), *TESTS.glob('unit-*.js')]:
    source = path.read_text()
    modules.append({'name': path.name, 'source': source, 'stripped': strip_script(source)})
  assert len(modules) > 80
  # That it sees what it must.
  modules += [{'name': 'text', 'source': 'a = "  b";', 'stripped': 'a = " b";'}, {'name': 'line', 'source': '\na();', 'stripped': 'a();'},
              {'name': 'regex', 'source': 'a = /  b/;', 'stripped': 'a = / b/;'}, {'name': 'template', 'source': 'a = `\n  b`;', 'stripped': 'a = `\nb`;'}]
  assert differing(node, modules) == ['text', 'line', 'regex', 'template'], differing(node, modules)


def main():
  node = find(['node'])
  print('1..2')
  results = [('/guest/strip-rules', check_ourselves), ('/guest/strip-programs', node and (lambda: check_programs(node)))]
  failed = False
  for number, (name, check) in enumerate(results, 1):
    try:
      if check is None:
        print(f'ok {number} - {name} # SKIP node is not installed')
        continue
      check()
      print(f'ok {number} - {name}')
    except (AssertionError, Refusal, OSError, subprocess.SubprocessError) as error:
      failed = True
      print(f'not ok {number} - {name}\n# ' + str(error).replace('\n', '\n# '))
  return 1 if failed else 0


if __name__ == '__main__':
  sys.exit(main())
