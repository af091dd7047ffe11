/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-verification.h"

/* Marks a name for translation; whoever shows it translates it. */
#define N_(text) text

/* In the order of the Matrix specification, "SAS method: emoji". */
static const struct
{
  const char *text;
  const char *name;
} emoji[SIGHT_N_EMOJI] = {
  { "🐶", N_ ("Dog") },
  { "🐱", N_ ("Cat") },
  { "🦁", N_ ("Lion") },
  { "🐎", N_ ("Horse") },
  { "🦄", N_ ("Unicorn") },
  { "🐷", N_ ("Pig") },
  { "🐘", N_ ("Elephant") },
  { "🐰", N_ ("Rabbit") },
  { "🐼", N_ ("Panda") },
  { "🐓", N_ ("Rooster") },
  { "🐧", N_ ("Penguin") },
  { "🐢", N_ ("Turtle") },
  { "🐟", N_ ("Fish") },
  { "🐙", N_ ("Octopus") },
  { "🦋", N_ ("Butterfly") },
  { "🌷", N_ ("Flower") },
  { "🌳", N_ ("Tree") },
  { "🌵", N_ ("Cactus") },
  { "🍄", N_ ("Mushroom") },
  { "🌏", N_ ("Globe") },
  { "🌙", N_ ("Moon") },
  { "☁️", N_ ("Cloud") },
  { "🔥", N_ ("Fire") },
  { "🍌", N_ ("Banana") },
  { "🍎", N_ ("Apple") },
  { "🍓", N_ ("Strawberry") },
  { "🌽", N_ ("Corn") },
  { "🍕", N_ ("Pizza") },
  { "🎂", N_ ("Cake") },
  { "❤️", N_ ("Heart") },
  { "😀", N_ ("Smiley") },
  { "🤖", N_ ("Robot") },
  { "🎩", N_ ("Hat") },
  { "👓", N_ ("Glasses") },
  { "🔧", N_ ("Spanner") },
  { "🎅", N_ ("Santa") },
  { "👍", N_ ("Thumbs Up") },
  { "☂️", N_ ("Umbrella") },
  { "⌛", N_ ("Hourglass") },
  { "⏰", N_ ("Clock") },
  { "🎁", N_ ("Gift") },
  { "💡", N_ ("Light Bulb") },
  { "📕", N_ ("Book") },
  { "✏️", N_ ("Pencil") },
  { "📎", N_ ("Paperclip") },
  { "✂️", N_ ("Scissors") },
  { "🔒", N_ ("Lock") },
  { "🔑", N_ ("Key") },
  { "🔨", N_ ("Hammer") },
  { "☎️", N_ ("Telephone") },
  { "🏁", N_ ("Flag") },
  { "🚂", N_ ("Train") },
  { "🚲", N_ ("Bicycle") },
  { "✈️", N_ ("Aeroplane") },
  { "🚀", N_ ("Rocket") },
  { "🏆", N_ ("Trophy") },
  { "⚽", N_ ("Ball") },
  { "🎸", N_ ("Guitar") },
  { "🎺", N_ ("Trumpet") },
  { "🔔", N_ ("Bell") },
  { "⚓", N_ ("Anchor") },
  { "🎧", N_ ("Headphones") },
  { "📁", N_ ("Folder") },
  { "📌", N_ ("Pin") },
};

const char *
sight_emoji_get_text (guint index)
{
  g_return_val_if_fail (index < SIGHT_N_EMOJI, NULL);

  return emoji[index].text;
}

const char *
sight_emoji_get_name (guint index)
{
  g_return_val_if_fail (index < SIGHT_N_EMOJI, NULL);

  return emoji[index].name;
}
