/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-quality-plan.h"

#include <stdlib.h>
#include <string.h>

#define SECOND          G_GINT64_CONSTANT (1000000)
/* Fifty packets a second cost this much before a single bit of sound. */
#define SOUND_HEADERS   24000
/* A packet of pictures is 1200 bytes and 58 of headers. */
#define PICTURE_PART    0.95
/* Of what the path carries: encoders do not hit their mark with each picture. */
#define USED_PART       0.98

#define SCREEN_PART     0.75
#define SCREEN_LEAST    40000
#define BESIDE_SCREEN   250000 /* a camera beside a screen is a small tile */
#define CAMERA_LEAST    40000
#define CAMERA_AGAIN    80000
#define CAMERA_MOST     4000000
#define LOW_MOST        250000
/* Who has less than this part of what the others have holds them up. */
#define APART           0.5
#define TOGETHER        0.8
#define BELOW_TIME      SECOND
#define ABOVE_TIME      (5 * SECOND)

typedef struct
{
  guint estimate;
  guint voice;
  guint music;
} SoundStep;

static const SoundStep sound_steps[] = {
  { 0, 12000, 0 }, { 80000, 20000, 0 }, { 150000, 32000, 24000 }, { 400000, 40000, 64000 }, { 1000000, 40000, 96000 },
};

/* Pictures of many people are small on each one's screen. */
static const struct
{
  guint peers;
  guint bitrate;
  guint width, height;
} rooms[] = {
  { 1, CAMERA_MOST, 1920, 1080 },
  { 3, 1200000, 960, 540 },
  { G_MAXUINT, 600000, 640, 360 },
};

static gboolean
is_sound (guint line)
{
  return line == SIGHT_LINE_MICROPHONE || line == SIGHT_LINE_SCREEN_SOUND;
}

/* Who has just come does not make the pictures of the others worse. */
static gboolean
counts (const SightQualityPlan *self,
        const SightPeerQuality *peer)
{
  return peer->is_known || !self->any_known;
}

static const SoundStep *
find_sound (guint estimate)
{
  guint step = 0;

  while (step + 1 < G_N_ELEMENTS (sound_steps) && sound_steps[step + 1].estimate <= estimate)
    step++;

  return &sound_steps[step];
}

static guint
find_room (guint n_peers)
{
  guint room = 0;

  while (rooms[room].peers < n_peers)
    room++;

  return room;
}

static void
plan_sound (SightQualityPlan *self,
            guint             least)
{
  const SoundStep *sound = find_sound (least);

  self->bitrates[SIGHT_LINE_MICROPHONE] = self->wants[SIGHT_LINE_MICROPHONE] ? sound->voice : 0;
  self->bitrates[SIGHT_LINE_SCREEN_SOUND] = self->wants[SIGHT_LINE_SCREEN_SOUND] ? sound->music : 0;
}

/* With all headers. */
static guint
get_sound (const SightQualityPlan *self)
{
  guint sound = 0;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (is_sound (i) && self->bitrates[i] > 0)
      sound += self->bitrates[i] + SOUND_HEADERS;

  return sound;
}

/* What is left for pictures of one member, as encoders count. What gets lost is
 * sent again.
 */
static double
get_rest (const SightQualityPlan *self,
          const SightPeerQuality *peer)
{
  double rest = peer->estimate * USED_PART - get_sound (self);

  rest = rest * PICTURE_PART / (1 + MIN (peer->loss_percent, 50) / 100.0);

  return MAX (rest, 0);
}

static double
get_screen (const SightQualityPlan *self,
            double                  rest)
{
  if (!self->wants[SIGHT_LINE_SCREEN])
    return 0;
  if (!self->wants[SIGHT_LINE_CAMERA])
    return rest;

  return MAX (rest * SCREEN_PART, rest - BESIDE_SCREEN);
}

/* All see the same screen: the narrowest path decides, as far as it can. */
static void
plan_screen (SightQualityPlan       *self,
             const SightPeerQuality *peers,
             guint                   n_peers)
{
  double least = G_MAXUINT;

  for (guint i = 0; i < n_peers; i++)
    if (counts (self, &peers[i]))
      least = MIN (least, get_screen (self, get_rest (self, &peers[i])));

  self->bitrates[SIGHT_LINE_SCREEN] = self->wants[SIGHT_LINE_SCREEN] ? MAX (least, SCREEN_LEAST) : 0;
}

static double
get_camera (const SightQualityPlan *self,
            const SightPeerQuality *peer)
{
  double rest = get_rest (self, peer);

  return MAX (rest - get_screen (self, rest), 0);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* What a member in the middle has. */
static double
get_usual (const SightQualityPlan *self,
           const SightPeerQuality *peers,
           guint                   n_peers,
           double                  most)
{
  g_autofree double *cameras = g_new (double, n_peers);
  guint n = 0;

  for (guint i = 0; i < n_peers; i++)
    if (counts (self, &peers[i]))
      cameras[n++] = MIN (get_camera (self, &peers[i]), most);
  qsort (cameras, n, sizeof *cameras, compare);

  return cameras[n / 2];
}

static SightLayer
choose (double camera,
        double usual,
        double apart,
        double least)
{
  if (camera < least)
    return SIGHT_LAYER_NONE;

  return camera < usual * apart ? SIGHT_LAYER_LOW : SIGHT_LAYER_HIGH;
}

/* Down soon, up late. */
static void
update_layer (SightPeerQuality *peer,
              double            camera,
              double            usual,
              gint64            now)
{
  SightLayer down = choose (camera, usual, APART, CAMERA_LEAST);
  SightLayer up = choose (camera, usual, TOGETHER, CAMERA_AGAIN);

  peer->below_since = down >= peer->camera ? 0 : peer->below_since != 0 ? peer->below_since : now;
  peer->above_since = up <= peer->camera ? 0 : peer->above_since != 0 ? peer->above_since : now;
  if (peer->below_since != 0 && now - peer->below_since >= BELOW_TIME)
    {
      peer->camera = down;
      peer->below_since = 0;
    }
  else if (peer->above_since != 0 && now - peer->above_since >= ABOVE_TIME)
    {
      peer->camera = up;
      peer->above_since = 0;
    }
}

static void
plan_camera (SightQualityPlan *self,
             SightPeerQuality *peers,
             guint             n_peers,
             gint64            now)
{
  guint room = find_room (n_peers);
  double most = self->most > 0 ? MIN (self->most, rooms[room].bitrate) : rooms[room].bitrate;
  double usual = get_usual (self, peers, n_peers, most);
  double high = most, low = LOW_MOST;
  gboolean any_low = FALSE;

  self->width = rooms[room].width;
  self->height = rooms[room].height;
  for (guint i = 0; i < n_peers; i++)
    {
      double camera = get_camera (self, &peers[i]);

      if (!counts (self, &peers[i]))
        continue;
      update_layer (&peers[i], MIN (camera, most), usual, now);
      any_low |= peers[i].camera == SIGHT_LAYER_LOW;
      if (peers[i].camera == SIGHT_LAYER_HIGH)
        high = MIN (high, camera);
      else if (peers[i].camera == SIGHT_LAYER_LOW)
        low = MIN (low, camera);
    }

  self->bitrates[SIGHT_LINE_CAMERA] = self->wants[SIGHT_LINE_CAMERA] ? MAX (high, CAMERA_LEAST) : 0;
  self->low_bitrate = self->wants[SIGHT_LINE_CAMERA] && any_low ? MAX (low, CAMERA_LEAST) : 0;
}

static guint
get_target (const SightQualityPlan *self,
            const SightPeerQuality *peer)
{
  double pictures = self->bitrates[SIGHT_LINE_SCREEN];

  if (peer->camera == SIGHT_LAYER_HIGH)
    pictures += self->bitrates[SIGHT_LINE_CAMERA];
  else if (peer->camera == SIGHT_LAYER_LOW)
    pictures += self->low_bitrate;

  return get_sound (self) + pictures / PICTURE_PART;
}

void
sight_quality_plan_make (SightQualityPlan *self,
                         SightPeerQuality *peers,
                         guint             n_peers,
                         gint64            now)
{
  guint least = G_MAXUINT;

  memset (self->bitrates, 0, sizeof self->bitrates);
  self->loss_percent = 0;
  self->any_known = FALSE;
  if (n_peers == 0)
    return;

  for (guint i = 0; i < n_peers; i++)
    self->any_known |= peers[i].is_known;
  for (guint i = 0; i < n_peers; i++)
    {
      if (counts (self, &peers[i]))
        least = MIN (least, peers[i].estimate);
      self->loss_percent = MAX (self->loss_percent, peers[i].loss_percent);
    }

  plan_sound (self, least);
  plan_screen (self, peers, n_peers);
  plan_camera (self, peers, n_peers, now);
  for (guint i = 0; i < n_peers; i++)
    peers[i].target = get_target (self, &peers[i]);
}
