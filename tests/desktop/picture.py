# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Screenshots: as an X server keeps its screen, as PNG, and what the test pictures in them say."""
import struct
import subprocess
import sys
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'e2e'))
from processes import check_of  # noqa: E402

CELLS = 32
ROW_PART = 12  # as in src/media/sight-frame-code.c
CONTRAST_MIN = 80
# What encoding may change, of 255.
TOLERANCE = 32
BANDS = ((0.3, 0.7), (0.1, 0.25), (0.75, 0.9))  # parts of a row's height


class Picture:
  """Pixels of three or four bytes, in rows; green is the second byte of each."""

  def __init__(self, width, height, rows, order):
    self.width, self.height, self.rows, self.order = width, height, rows, order

  @classmethod
  def from_xwd(cls, data):
    """What Xvfb -fbdir keeps: the header of a window dump, colours, and 32 bits a pixel."""
    header = struct.unpack('>25I', data[:100])
    width, height, line, colours = header[4], header[5], header[12], header[19]
    if header[11] != 32:
      raise ValueError(f'{header[11]} bits a pixel')
    start = header[0] + 12 * colours
    rows = [data[start + y * line:start + y * line + 4 * width] for y in range(height)]
    return cls(width, height, rows, 'BGR' if header[7] == 0 else 'XRGB')

  @classmethod
  def from_ppm(cls, data):
    """As grim writes it: P6, the size, the brightest value, and the pixels."""
    fields = data.split(maxsplit=4) if data[:2] == b'P6' else []
    width, height = int(fields[1]), int(fields[2])
    start = len(data) - 3 * width * height
    return cls(width, height, [data[start + 3 * y * width:start + 3 * (y + 1) * width] for y in range(height)], 'RGB')

  @classmethod
  def from_png(cls, path):
    """As the command-line peer keeps what it saw."""
    width, height = struct.unpack('>II', path.read_bytes()[16:24])
    pipeline = f'filesrc location={path} ! pngdec ! videoconvert ! video/x-raw,format=BGRx ! fdsink'
    data = subprocess.run(['gst-launch-1.0', '-q', *pipeline.split()], check=True, capture_output=True, timeout=60).stdout
    return cls(width, height, [data[4 * y * width:4 * (y + 1) * width] for y in range(height)], 'BGR')

  def plane(self, colour, y, left, right):
    size = len(self.rows[0]) // self.width
    return self.rows[y][left * size + self.order.index(colour):right * size:size]

  def colour(self, x, y):
    return tuple(self.plane(colour, y, x, x + 1)[0] for colour in 'RGB')

  def crop(self, left, top, width, height):
    size = len(self.rows[0]) // self.width
    left, top = max(left, 0), max(top, 0)
    width, height = min(width, self.width - left), min(height, self.height - top)
    rows = [row[left * size:(left + width) * size] for row in self.rows[top:top + height]]
    return Picture(width, height, rows, self.order)

  def save(self, path):
    raw = bytearray()
    row = bytearray(3 * self.width)
    for y in range(self.height):
      for i, colour in enumerate('RGB'):
        row[i::3] = self.plane(colour, y, 0, self.width)
      raw += b'\0' + row
    chunks = ((b'IHDR', struct.pack('>IIBBBBB', self.width, self.height, 8, 2, 0, 0, 0)), (b'IDAT', zlib.compress(bytes(raw), 1)), (b'IEND', b''))
    with open(path, 'wb') as file:
      file.write(b'\x89PNG\r\n\x1a\n')
      for kind, body in chunks:
        file.write(struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body)))

  def is_even(self):
    """Nothing is drawn: neither a window nor its content."""
    first = bytes(self.rows[0][:8])
    return all(bytes(row) == first * (len(row) // len(first)) for row in self.rows[::16])

  def shades(self, left, top, width, height, band):
    """How bright the inner half of each cell is, up to one that is not on the picture."""
    ys = range(round(top + band[0] * height), max(round(top + band[1] * height), round(top + band[0] * height) + 1))
    for cell in range(CELLS):
      x0 = round(left + (4 * cell + 1) * width / (4 * CELLS))
      x1 = max(round(left + (4 * cell + 3) * width / (4 * CELLS)), x0 + 1)
      if x0 < 0 or x1 > self.width or ys[0] < 0 or ys[-1] >= self.height:
        return
      yield sum(sum(self.plane('G', y, x0, x1)) for y in ys) / (len(ys) * (x1 - x0))

  def read_row(self, left, top, width, height, row, mirrored):
    """What is written in one of the rows; a name may cover a part of its height."""
    row_height = height / ROW_PART
    for band in BANDS:
      shades = list(self.shades(left, top + row * row_height, width, row_height, band))
      if len(shades) < CELLS:
        continue
      if mirrored:
        shades.reverse()
      middle = (min(shades) + max(shades)) / 2
      cells = int(''.join('1' if shade > middle else '0' for shade in shades), 2)
      if max(shades) - min(shades) > CONTRAST_MIN and check_of(cells >> 8) == cells & 0xff:
        return cells >> 8
    return None

  def read_code(self, left, top, width, height, mirrored=False):
    """The number and the time of the coded picture in this rectangle, or None."""
    number, milliseconds = (self.read_row(left, top, width, height, row, mirrored) for row in (0, 1))
    return None if number is None or milliseconds is None else (number, milliseconds)

  def read_tile(self, tile, aspect=16 / 9, mirrored=False):
    """As read_code, of a picture that fills or fits a tile: it is in the middle either way."""
    left, top, width, height = tile
    for wide in sorted((height * aspect, width)):
      high = wide / aspect
      for nudge in (0, -1, 1):
        code = self.read_code(left + (width - wide) / 2, top + (height - high) / 2 + nudge, wide, high, mirrored)
        if code is not None:
          return code
    return None


def is_alike(picture, other):
  """Whether they show the same, as far as a few hundred points say."""
  if (picture.width, picture.height) != (other.width, other.height):
    return False
  points = [(x, y) for x in range(20, picture.width, 61) for y in range(20, picture.height, 53)]
  far = [point for point in points
         if max(abs(a - b) for a, b in zip(picture.colour(*point), other.colour(*point))) > TOLERANCE]
  return len(far) < len(points) / 50
