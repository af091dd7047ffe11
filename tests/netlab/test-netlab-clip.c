/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netlab-clip.h"

#define WIDTH  64
#define HEIGHT 36
#define SIZE   (WIDTH * HEIGHT * 3 / 2)

/* test-clip.mjs holds the same: both ends of a comparison see one film. */
static const struct
{
  guint       number;
  const char *sha256;
} pictures[] = {
  { 0, "b7df13785079a560c7d18b2b8e597b4970d6074a124c8c52e4a14b98752d357c" },
  { 7, "57f32651a955f1c92032921629f2d3601ce97597481aeb4a1b526fbb53cc203e" },
  { 100, "eaeb6a4f97f171f559da52fa4c1a3772c391b3624a03b638390e8bc21bda0588" },
};

static void
test_same (void)
{
  g_autoptr(NetlabClip) clip = netlab_clip_new (WIDTH, HEIGHT);
  guint8 data[SIZE];
  guint8 *planes[3] = { data, data + WIDTH * HEIGHT, data + WIDTH * HEIGHT * 5 / 4 };
  const int strides[3] = { WIDTH, WIDTH / 2, WIDTH / 2 };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autofree char *sha256 = NULL;

      netlab_clip_draw (clip, pictures[i].number, planes, strides);
      sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, SIZE);
      g_assert_cmpstr (sha256, ==, pictures[i].sha256);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/netlab/clip/same", test_same);

  return g_test_run ();
}
