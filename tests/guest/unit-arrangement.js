/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Where the pictures of a call stand, from a phone to a wall. */

import { arrange } from '/arrangement.js';
import { equal, ok, test } from './tap.js';

const SIZES = [[344, 560], [560, 300], [868, 722], [1264, 722], [1904, 1000], [3824, 2080]];
const LEAST = 50; /* px: less of somebody is nobody */

const area = ({ width, height }) => width * height;

function overlaps(one, other) {
  return one.x < other.x + other.width - 1 && other.x < one.x + one.width - 1 &&
         one.y < other.y + other.height - 1 && other.y < one.y + one.height - 1;
}

function forAll(check) {
  for (const [width, height] of SIZES)
    for (let others = 0; others <= 9; others++)
      for (const screens of [0, 1, 2])
        check(arrange(screens, others, { width, height }), { screens, others, width, height });
}

test('/guest/arrangement-inside', () => forAll((places, { screens, others, width, height }) => {
  equal(places.length, screens + others + 1);
  for (const place of places) {
    const what = JSON.stringify({ place, screens, others, width, height });
    ok(place.x >= -0.5 && place.y >= -0.5, what);
    ok(place.x + place.width <= width + 0.5 && place.y + place.height <= height + 0.5, what);
    ok(place.width >= LEAST && place.height >= LEAST * 9 / 16, what);
  }
}));

/* But for our own, which stands in a corner over the others. */
test('/guest/arrangement-apart', () => forAll((places, { screens, ...all }) => {
  const apart = screens > 0 ? places : places.slice(0, -1);
  for (const [i, one] of apart.entries())
    for (const other of apart.slice(i + 1))
      ok(!overlaps(one, other), JSON.stringify({ one, other, screens, ...all }));
}));

test('/guest/arrangement-equal', () => forAll((places, { screens, others }) => {
  const people = places.slice(screens, screens + others);
  people.forEach(({ width, height }) => equal([width, height], [people[0].width, people[0].height]));
}));

test('/guest/arrangement-screen-large', () => forAll((places, { screens, width, height }) => {
  if (screens === 1)
    ok(area(places[0]) > 0.6 * width * height && places.slice(1).every(place => area(place) < area(places[0]) / 2));
}));

test('/guest/arrangement-fills', () => {
  /* Two side by side in a wide window, one above the other in a tall one. */
  const [one, two] = arrange(0, 2, { width: 1264, height: 722 });
  ok(one.y === two.y && one.width + two.width > 1200);
  const [upper, lower] = arrange(0, 2, { width: 344, height: 560 });
  ok(upper.x === lower.x && upper.width === 344);
  /* A last row that is shorter stands in the middle. */
  const [first, second, third] = arrange(0, 3, { width: 1000, height: 800 });
  equal([first.y === second.y, Math.round(third.x + third.width / 2)], [true, 500]);
});

test('/guest/arrangement-own', () => {
  const alone = arrange(0, 0, { width: 1280, height: 700 });
  ok(area(alone[0]) > 0.9 * 700 * 700);
  const [other, own] = arrange(0, 1, { width: 1280, height: 700 });
  ok(area(own) < area(other) / 10);
  equal([own.x + own.width, own.y + own.height], [1272, 692]);
});
