#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at every state of the guest page in a browser (look.mjs): what axe-core says
of it, whether it fits, and pictures of it, kept in PICTURES to be looked at.

    run-look.py SIGHTLINE-SERVER SIGHTLINE-CLI PICTURES [WALK...]

The driver of the browser and axe-core are not of Debian: npm fetches the versions
of package.json beside PICTURES. Where that cannot be, it is a skipped test.
"""
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.dont_write_bytecode = True
from browsers import find  # noqa: E402

FETCH_DEADLINE = 180  # seconds


class Skip(Exception):
  pass


def need(program):
  path = find([program])
  if path is None:
    raise Skip(f'{program} is not installed')
  return path


def fetch_modules(folder):
  """npm writes beside package.json, so that is copied out of the tree first."""
  wanted = (HERE / 'package.json').read_text()
  fetched = folder / 'fetched.json'
  if fetched.exists() and fetched.read_text() == wanted:
    return
  shutil.rmtree(folder, ignore_errors=True)
  folder.mkdir(parents=True)
  (folder / 'package.json').write_text(wanted)
  try:
    subprocess.run([need('npm'), 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'], cwd=folder,
                   check=True, capture_output=True, timeout=FETCH_DEADLINE)
  except (subprocess.SubprocessError, OSError) as error:
    raise Skip('npm could not fetch what drives the browser') from error
  fetched.write_text(wanted)


def main():
  server, cli, pictures, *walks = sys.argv[1:]
  pictures = Path(pictures).resolve()
  modules = pictures.parent / 'look-modules'
  try:
    node, chromium = need('node'), need('chromium')
    fetch_modules(modules)
  except Skip as reason:
    print(f'1..0 # SKIP {reason}')
    return 0
  environment = {name: value for name, value in os.environ.items() if name not in ('MALLOC_CHECK_', 'MALLOC_PERTURB_', 'G_DEBUG')}
  return subprocess.run([node, HERE / 'look.mjs', server, cli, chromium, modules / 'node_modules', pictures, *walks], env=environment,
                        check=False).returncode


if __name__ == '__main__':
  sys.exit(main())
