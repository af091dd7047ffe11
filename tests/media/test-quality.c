/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media/sight-quality-ladder.h"
#include "media/sight-quality-plan.h"

#define SECOND G_GINT64_CONSTANT (1000000)
#define TICK   (SECOND / 10)

/* The ladder */

typedef struct
{
  SightQualityLadder ladder;
  SightQuality       quality;
  gint64             now;
  guint              changes;
} Climber;

static void
climb (Climber *self,
       guint    bitrate,
       double   seconds)
{
  for (gint64 end = self->now + seconds * SECOND; self->now < end; self->now += TICK)
    {
      guint width = self->quality.width, rate = self->quality.rate;

      sight_quality_ladder_update (&self->ladder, bitrate, self->now, &self->quality);
      self->changes += self->quality.width != width || self->quality.rate != rate;
    }
}

static void
test_steps (void)
{
  Climber self = { .now = 5 * SECOND };

  sight_quality_ladder_init (&self.ladder, SIGHT_LADDER_MOTION);
  climb (&self, 500000, 1);
  g_assert_cmpuint (self.quality.height, ==, 360);

  /* Up late, and over several steps at once. */
  climb (&self, 2000000, 2);
  g_assert_cmpuint (self.quality.height, ==, 360);
  climb (&self, 2000000, 2);
  g_assert_cmpuint (self.quality.height, ==, 720);

  /* A little less is no reason; much less is one at once. */
  climb (&self, 1300000, 10);
  g_assert_cmpuint (self.quality.height, ==, 720);
  climb (&self, 300000, 0.2);
  g_assert_cmpuint (self.quality.height, ==, 270);
  climb (&self, 60000, 1);
  g_assert_cmpuint (self.quality.height, ==, 180);
  g_assert_cmpuint (self.quality.rate, ==, 10);
}

/* Each change costs a key frame: a path that swings is not followed for long. */
static void
test_patience (void)
{
  Climber self = { .now = 5 * SECOND };
  guint early;

  sight_quality_ladder_init (&self.ladder, SIGHT_LADDER_MOTION);
  climb (&self, 500000, 1);
  self.changes = 0;
  for (guint i = 0; i < 3; i++)
    {
      climb (&self, 1400000, 4);
      climb (&self, 500000, 2);
    }
  early = self.changes;
  g_assert_cmpuint (early, >=, 2);
  for (guint i = 0; i < 20; i++)
    {
      climb (&self, 1400000, 4);
      climb (&self, 500000, 2);
    }
  g_assert_cmpuint (self.changes, ==, early);

  /* What stays is believed again. */
  climb (&self, 1400000, 40);
  g_assert_cmpuint (self.quality.height, ==, 540);
}

static void
test_text (void)
{
  Climber self = { .now = 5 * SECOND };

  sight_quality_ladder_init (&self.ladder, SIGHT_LADDER_TEXT);
  sight_quality_ladder_set_most (&self.ladder, 2560, 1440);
  climb (&self, 2000000, 1);
  g_assert_cmpuint (self.quality.rate, ==, 30);
  climb (&self, 200000, 1);
  g_assert_cmpuint (self.quality.rate, ==, 5);
  g_assert_cmpuint (self.quality.width, ==, 2560);
  g_assert_cmpuint (self.quality.height, ==, 1440);
}

static void
test_most (void)
{
  Climber self = { .now = 5 * SECOND };

  sight_quality_ladder_init (&self.ladder, SIGHT_LADDER_MOTION);
  sight_quality_ladder_set_most (&self.ladder, 640, 360);
  climb (&self, 3000000, 1);
  g_assert_cmpuint (self.quality.width, ==, 640);
  g_assert_cmpuint (self.quality.height, ==, 360);
}

/* The plan */

static void
make (SightQualityPlan *plan,
      SightPeerQuality *peers,
      guint             n_peers,
      double            seconds)
{
  static gint64 now = SECOND;

  for (gint64 end = now + seconds * SECOND; now < end; now += TICK)
    sight_quality_plan_make (plan, peers, n_peers, now);
}

/* With all headers, what is planned fits through the path. */
static guint
count_all (const SightQualityPlan *plan)
{
  guint sum = 0;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (plan->bitrates[i] > 0)
      sum += i == SIGHT_LINE_MICROPHONE || i == SIGHT_LINE_SCREEN_SOUND ? plan->bitrates[i] + 24000
                                                                        : plan->bitrates[i] * 1.05;

  return sum;
}

static void
test_sound_first (void)
{
  SightQualityPlan plan = { .wants = { TRUE, TRUE, FALSE, FALSE } };
  SightPeerQuality peer = SIGHT_PEER_QUALITY_INIT;

  peer.estimate = 1000000;
  make (&plan, &peer, 1, 1);
  g_assert_cmpuint (plan.bitrates[SIGHT_LINE_MICROPHONE], ==, 40000);
  g_assert_cmpuint (plan.bitrates[SIGHT_LINE_CAMERA], >, 800000);
  g_assert_cmpuint (count_all (&plan), <=, 1000000);
  g_assert_cmpuint (peer.target, <=, 1000000);
  g_assert_cmpuint (peer.target, >, 900000);
  g_assert_cmpint (peer.camera, ==, SIGHT_LAYER_HIGH);

  /* The camera stops, the voice goes on. */
  peer.estimate = 60000;
  make (&plan, &peer, 1, 3);
  g_assert_cmpint (peer.camera, ==, SIGHT_LAYER_NONE);
  g_assert_cmpuint (plan.bitrates[SIGHT_LINE_MICROPHONE], ==, 12000);
  g_assert_cmpuint (peer.target, ==, 36000);

  /* And comes back, not at once. */
  peer.estimate = 300000;
  make (&plan, &peer, 1, 2);
  g_assert_cmpint (peer.camera, ==, SIGHT_LAYER_NONE);
  make (&plan, &peer, 1, 4);
  g_assert_cmpint (peer.camera, ==, SIGHT_LAYER_HIGH);
  g_assert_cmpuint (count_all (&plan), <=, 300000);
}

static void
test_screen (void)
{
  SightQualityPlan plan = { .wants = { TRUE, TRUE, TRUE, TRUE } };
  SightPeerQuality peer = SIGHT_PEER_QUALITY_INIT;

  peer.estimate = 2000000;
  make (&plan, &peer, 1, 1);
  g_assert_cmpuint (plan.bitrates[SIGHT_LINE_SCREEN], >, 3 * plan.bitrates[SIGHT_LINE_CAMERA]);
  g_assert_cmpuint (plan.bitrates[SIGHT_LINE_SCREEN_SOUND], ==, 96000);
  g_assert_cmpuint (count_all (&plan), <=, 2000000);

  /* The camera makes room. */
  peer.estimate = 200000;
  make (&plan, &peer, 1, 2);
  g_assert_cmpint (peer.camera, ==, SIGHT_LAYER_NONE);
  g_assert_cmpuint (plan.bitrates[SIGHT_LINE_SCREEN], >, 50000);
}

/* One slow path does not hold up the others. */
static void
test_layers (void)
{
  SightQualityPlan plan = { .wants = { TRUE, TRUE, FALSE, FALSE } };
  SightPeerQuality peers[3] = { SIGHT_PEER_QUALITY_INIT, SIGHT_PEER_QUALITY_INIT, SIGHT_PEER_QUALITY_INIT };

  peers[0].estimate = 2000000;
  peers[1].estimate = 1200000;
  peers[2].estimate = 250000;
  make (&plan, peers, 3, 3);
  g_assert_cmpint (peers[0].camera, ==, SIGHT_LAYER_HIGH);
  g_assert_cmpint (peers[1].camera, ==, SIGHT_LAYER_HIGH);
  g_assert_cmpint (peers[2].camera, ==, SIGHT_LAYER_LOW);
  g_assert_cmpuint (plan.bitrates[SIGHT_LINE_CAMERA], >, 900000);
  g_assert_cmpuint (plan.low_bitrate, >, 100000);
  g_assert_cmpuint (plan.low_bitrate, <, 250000);
  g_assert_cmpuint (plan.height, ==, 540);

  peers[2].estimate = 1500000;
  make (&plan, peers, 3, 6);
  g_assert_cmpint (peers[2].camera, ==, SIGHT_LAYER_HIGH);
  g_assert_cmpuint (plan.low_bitrate, ==, 0);
}

/* Who has just come takes what the others have, until more is known. */
static void
test_newcomer (void)
{
  SightQualityPlan plan = { .wants = { TRUE, TRUE, FALSE, FALSE } };
  SightPeerQuality peers[2] = { SIGHT_PEER_QUALITY_INIT, SIGHT_PEER_QUALITY_INIT };
  guint before;

  peers[0].estimate = 1500000;
  peers[0].is_known = TRUE;
  peers[1].estimate = 1500000;
  peers[1].is_known = TRUE;
  make (&plan, peers, 2, 1);
  before = plan.bitrates[SIGHT_LINE_CAMERA];

  peers[1].estimate = 400000;
  peers[1].is_known = FALSE;
  make (&plan, peers, 2, 3);
  g_assert_cmpuint (plan.bitrates[SIGHT_LINE_CAMERA], ==, before);
  g_assert_cmpint (peers[1].camera, ==, SIGHT_LAYER_HIGH);

  peers[1].is_known = TRUE;
  make (&plan, peers, 2, 3);
  g_assert_cmpint (peers[1].camera, ==, SIGHT_LAYER_LOW);
}

static void
test_losses (void)
{
  SightQualityPlan plan = { .wants = { TRUE, TRUE, FALSE, FALSE } };
  SightPeerQuality peers[2] = { SIGHT_PEER_QUALITY_INIT, SIGHT_PEER_QUALITY_INIT };
  guint without;

  peers[0].estimate = peers[1].estimate = 800000;
  make (&plan, peers, 2, 1);
  without = plan.bitrates[SIGHT_LINE_CAMERA];
  peers[1].loss_percent = 20;
  make (&plan, peers, 2, 1);
  g_assert_cmpuint (plan.loss_percent, ==, 20);
  g_assert_cmpuint (plan.bitrates[SIGHT_LINE_CAMERA], <, without * 9 / 10);
}

static void
test_settings (void)
{
  SightQualityPlan plan = { .wants = { FALSE, TRUE, FALSE, FALSE }, .most = 300000 };
  SightPeerQuality peer = SIGHT_PEER_QUALITY_INIT;

  peer.estimate = 4000000;
  make (&plan, &peer, 1, 1);
  g_assert_cmpuint (plan.bitrates[SIGHT_LINE_CAMERA], ==, 300000);
  g_assert_cmpuint (plan.bitrates[SIGHT_LINE_MICROPHONE], ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/quality/steps", test_steps);
  g_test_add_func ("/media/quality/patience", test_patience);
  g_test_add_func ("/media/quality/text", test_text);
  g_test_add_func ("/media/quality/most", test_most);
  g_test_add_func ("/media/quality/sound-first", test_sound_first);
  g_test_add_func ("/media/quality/screen", test_screen);
  g_test_add_func ("/media/quality/layers", test_layers);
  g_test_add_func ("/media/quality/newcomer", test_newcomer);
  g_test_add_func ("/media/quality/losses", test_losses);
  g_test_add_func ("/media/quality/settings", test_settings);

  return g_test_run ();
}
