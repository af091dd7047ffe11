/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-statistics-words.h"

#include <glib/gi18n.h>

#include "app/sight-format.h"
#include "media/sight-video-codec.h"

typedef struct
{
  const char               *section;
  SightStatisticsWordsFunc  func;
  gpointer                  data;
} Writer;

/* The path */

static const char *
relay_to_words (SightRelayTransport relay)
{
  switch (relay)
    {
    case SIGHT_RELAY_UDP:
      return _("reached over UDP");

    case SIGHT_RELAY_TCP:
      return _("reached over TCP");

    case SIGHT_RELAY_NONE:
    case SIGHT_RELAY_UNKNOWN:
    default:
      return NULL;
    }
}

static char *
relayed_to_words (const SightPathStatistics *path)
{
  gboolean ours = path->local == SIGHT_CANDIDATE_RELAY;
  gboolean theirs = path->remote == SIGHT_CANDIDATE_RELAY;
  const char *how = relay_to_words (ours ? path->local_relay : path->remote_relay);
  const char *whose = ours && theirs ? _("Through a relay on each side") :
                      ours ? _("Through a relay on your side") : _("Through a relay on their side");

  return how != NULL ? g_strdup_printf ("%s, %s", whose, how) : g_strdup (whose);
}

char *
sight_path_to_words (const SightPathStatistics *path)
{
  const char *transport = path->transport == SIGHT_TRANSPORT_TCP ? "TCP" : "UDP";
  const char *version = path->is_ipv6 ? "IPv6" : "IPv4";

  if (!path->is_known)
    return g_strdup (_("Not known yet"));
  if (path->local == SIGHT_CANDIDATE_RELAY || path->remote == SIGHT_CANDIDATE_RELAY)
    return relayed_to_words (path);
  if (path->local == SIGHT_CANDIDATE_HOST && path->remote == SIGHT_CANDIDATE_HOST)
    /* Translators: a path; UDP or TCP, then IPv4 or IPv6 */
    return g_strdup_printf (_("Direct, from computer to computer, over %s and %s"), transport, version);

  /* Translators: a path; UDP or TCP, then IPv4 or IPv6 */
  return g_strdup_printf (_("Direct, through a router, over %s and %s"), transport, version);
}

/* Numbers */

static void
put (Writer     *self,
     const char *name,
     char       *value)
{
  g_autofree char *owned = value;

  self->func (self->section, name, owned, self->data);
}

static void
write_size (Writer *self,
            guint   width,
            guint   height,
            double  rate)
{
  if (width == 0)
    return;

  put (self, _("Picture"), g_strdup_printf ("%u × %u", width, height));
  /* Translators: pictures a second */
  put (self, _("Frame rate"), g_strdup_printf (_("%.0f fps"), rate));
}

static char *
describe_codec (SightCodec codec)
{
  static const char *const names[] = {
    [SIGHT_CODEC_OPUS] = "Opus",
    [SIGHT_CODEC_VP8] = "VP8",
    [SIGHT_CODEC_H264] = "H.264",
  };

  return g_strdup ((guint) codec < G_N_ELEMENTS (names) ? names[codec] : sight_codec_to_name (codec));
}

/* Something is encoded by it already, so that it was tried and is only looked up. */
static void
write_encoder (Writer     *self,
               SightLine   line,
               SightCodec  codec)
{
  const SightVideoCodec *encoder = sight_line_is_picture (line) ? sight_video_codec_find (codec) : NULL;

  if (encoder != NULL)
    put (self, _("Encoder"), g_strdup (sight_video_codec_get_element (encoder)));
}

static void
write_sent (Writer                    *self,
            SightLine                  line,
            const SightLineStatistics *statistics)
{
  const SightSendStatistics *sent = &statistics->sent;

  if (sent->packets == 0)
    return;

  put (self, _("Bitrate"), sight_format_bitrate (sent->bitrate));
  write_size (self, sent->width, sent->height, sent->frame_rate);
  put (self, _("Codec"), describe_codec (statistics->codec));
  write_encoder (self, line, statistics->codec);
  if (!sent->has_report)
    return;

  put (self, _("Lost"), sight_format_percent (sent->fraction_lost));
  put (self, _("Jitter"), sight_format_ms (sent->jitter));
}

static void
write_received (Writer                    *self,
                const SightLineStatistics *statistics)
{
  const SightReceiveStatistics *received = &statistics->received;

  if (received->packets == 0)
    return;

  put (self, _("Bitrate"), sight_format_bitrate (received->bitrate));
  write_size (self, received->width, received->height, received->frame_rate);
  put (self, _("Codec"), describe_codec (statistics->codec));
  put (self, _("Lost"), sight_format_percent (received->fraction_lost));
  put (self, _("Jitter"), sight_format_ms (received->jitter));
  put (self, _("Held back"), sight_format_ms (received->buffered));
  if (received->width > 0)
    /* Translators: how often a picture stood, and for how many seconds in all */
    put (self, _("Freezes"), g_strdup_printf (_("%u, %.1f s in all"), received->freezes, received->frozen_ms / 1000.0));
  else
    put (self, _("Made up"), sight_format_percent (received->concealed));
}

static void
write_connection (Writer                    *self,
                  const SightPeerStatistics *now)
{
  put (self, _("Round trip"), sight_format_ms (sight_statistics_get_round_trip (now)));
  put (self, _("Sent"), sight_format_bitrate (now->sent.bitrate));
  put (self, _("Received"), sight_format_bitrate (now->received.bitrate));
  if (now->estimate > 0)
    put (self, _("Estimated capacity"), sight_format_bitrate (now->estimate));
  if (now->target > 0)
    put (self, _("Target"), sight_format_bitrate (now->target));
  if (now->srtp[0] != '\0')
    put (self, _("Encryption"), g_strdup (now->srtp));
}

static const char *
get_heading (SightLine line,
             gboolean  is_sent)
{
  static const char *const headings[SIGHT_N_LINES][2] = {
    [SIGHT_LINE_MICROPHONE] = { N_("Their Microphone"), N_("Your Microphone") },
    [SIGHT_LINE_CAMERA] = { N_("Their Camera"), N_("Your Camera") },
    [SIGHT_LINE_SCREEN] = { N_("Their Screen"), N_("Your Screen") },
    [SIGHT_LINE_SCREEN_SOUND] = { N_("Sound of Their Screen"), N_("Sound of Your Screen") },
  };

  return _(headings[line][is_sent ? 1 : 0]);
}

void
sight_statistics_to_words (const SightStatisticsRecord *record,
                           SightStatisticsWordsFunc     func,
                           gpointer                     data)
{
  Writer writer = { .section = _("Connection"), .func = func, .data = data };

  write_connection (&writer, &record->statistics);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      writer.section = get_heading (i, FALSE);
      write_received (&writer, &record->statistics.lines[i]);
      writer.section = get_heading (i, TRUE);
      write_sent (&writer, i, &record->statistics.lines[i]);
    }
}

double
sight_statistics_get_sent_loss (const SightPeerStatistics *statistics)
{
  double worst = -1;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (statistics->lines[i].sent.has_report && statistics->lines[i].sent.bitrate > 0)
      worst = MAX (worst, statistics->lines[i].sent.fraction_lost);

  return worst;
}

double
sight_statistics_get_received_loss (const SightPeerStatistics *statistics)
{
  double worst = -1;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (statistics->lines[i].received.bitrate > 0)
      worst = MAX (worst, statistics->lines[i].received.fraction_lost);

  return worst;
}

double
sight_statistics_get_round_trip (const SightPeerStatistics *statistics)
{
  return statistics->rtcp_round_trip >= 0 ? statistics->rtcp_round_trip : statistics->beat_round_trip;
}
