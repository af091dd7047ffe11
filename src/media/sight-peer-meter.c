/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-peer-meter.h"

#include "media/sight-element-counts.h"
#include "media/sight-frame-meter.h"
#include "media/sight-ice-path.h"
#include "media/sight-media.h"
#include "media/sight-wire-meter.h"

#define GST_CAT_DEFAULT sight_media_debug

struct _SightPeerMeter
{
  gatomicrefcount     references;
  /* They lock themselves. */
  SightElementCounts  buffers[SIGHT_N_LINES]; /* jitter buffers */
  SightElementCounts  sounds[SIGHT_N_LINES];  /* decoders of sound */
  GMutex              lock;
  /* Any thread, under the lock. */
  SightWireMeter      wire;
  SightFrameMeter     sent[SIGHT_N_LINES];
  SightFrameMeter     received[SIGHT_N_LINES];
  GstClockTime        heard_sound[SIGHT_N_LINES]; /* how much was decoded */
  SightPathStatistics path;
  char                srtp[SIGHT_CIPHER_NAME_MAX + 1];
  gint64              heard;
};

enum
{
  BUFFER_MISSED,
  BUFFER_LATE,
  BUFFER_REPAIRED,
};

static const char * const buffer_fields[] = { "num-lost", "num-late", "rtx-success-count", NULL };
static const char * const sound_fields[] = { "plc-duration", NULL };

/* Under the lock, on a streaming thread. */
typedef void (*BufferFunc) (SightPeerMeter *self,
                            SightLine       line,
                            GstPad         *pad,
                            GstBuffer      *buffer,
                            gint64          now);

typedef struct
{
  SightPeerMeter *meter;
  BufferFunc      func;
  SightLine       line;
} Probe;

SightPeerMeter *
sight_peer_meter_new (void)
{
  SightPeerMeter *self = g_new0 (SightPeerMeter, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      sight_element_counts_init (&self->buffers[i], buffer_fields);
      sight_element_counts_init (&self->sounds[i], sound_fields);
    }

  return self;
}

SightPeerMeter *
sight_peer_meter_ref (SightPeerMeter *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
sight_peer_meter_unref (SightPeerMeter *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      sight_element_counts_clear (&self->buffers[i]);
      sight_element_counts_clear (&self->sounds[i]);
    }
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
unref_closure (gpointer  data,
               GClosure *closure)
{
  sight_peer_meter_unref (data);
}

static void
probe_free (gpointer data)
{
  Probe *probe = data;

  sight_peer_meter_unref (probe->meter);
  g_free (probe);
}

static GstPadProbeReturn
on_buffers (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  Probe *probe = user_data;
  gint64 now = g_get_monotonic_time ();
  GstBufferList *list = info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST ? GST_PAD_PROBE_INFO_BUFFER_LIST (info) : NULL;
  guint n = list != NULL ? gst_buffer_list_length (list) : 1;

  g_mutex_lock (&probe->meter->lock);
  for (guint i = 0; i < n; i++)
    probe->func (probe->meter, probe->line, pad,
                 list != NULL ? gst_buffer_list_get (list, i) : GST_PAD_PROBE_INFO_BUFFER (info), now);
  g_mutex_unlock (&probe->meter->lock);

  return GST_PAD_PROBE_OK;
}

static void
watch_pad (SightPeerMeter *self,
           GstPad         *pad,
           BufferFunc      func,
           SightLine       line)
{
  Probe *probe = g_new (Probe, 1);

  *probe = (Probe) { sight_peer_meter_ref (self), func, line };
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_buffers, probe, probe_free);
}

static void
watch_pad_of (SightPeerMeter *self,
              GstElement     *element,
              const char     *name,
              BufferFunc      func,
              SightLine       line)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (element, name);

  if (pad != NULL)
    watch_pad (self, pad, func, line);
  else
    GST_WARNING_OBJECT (element, "Has no pad %s to count at", name);
}

/* The wire */

static gboolean
read_header (GstBuffer *buffer,
             guint8     header[SIGHT_RTP_HEADER_SIZE])
{
  return gst_buffer_extract (buffer, 0, header, SIGHT_RTP_HEADER_SIZE) == SIGHT_RTP_HEADER_SIZE;
}

static void
on_sent_rtp (SightPeerMeter *self,
             SightLine       line,
             GstPad         *pad,
             GstBuffer      *buffer,
             gint64          now)
{
  guint8 header[SIGHT_RTP_HEADER_SIZE];

  if (read_header (buffer, header))
    sight_wire_meter_sent_rtp (&self->wire, header, gst_buffer_get_size (buffer), now);
}

static void
on_received_rtp (SightPeerMeter *self,
                 SightLine       line,
                 GstPad         *pad,
                 GstBuffer      *buffer,
                 gint64          now)
{
  guint8 header[SIGHT_RTP_HEADER_SIZE];

  self->heard = now;
  if (read_header (buffer, header))
    sight_wire_meter_received_rtp (&self->wire, header, gst_buffer_get_size (buffer), now);
}

static void
on_sent_rtcp (SightPeerMeter *self,
              SightLine       line,
              GstPad         *pad,
              GstBuffer      *buffer,
              gint64          now)
{
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;

  sight_wire_meter_sent_rtcp (&self->wire, map.data, map.size, now);
  gst_buffer_unmap (buffer, &map);
}

static void
on_received_rtcp (SightPeerMeter *self,
                  SightLine       line,
                  GstPad         *pad,
                  GstBuffer      *buffer,
                  gint64          now)
{
  GstMapInfo map;

  self->heard = now;
  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;

  sight_wire_meter_received_rtcp (&self->wire, map.data, map.size, now);
  gst_buffer_unmap (buffer, &map);
}

static void
on_played (SightPeerMeter *self,
           SightLine       line,
           GstPad         *pad,
           GstBuffer      *buffer,
           gint64          now)
{
  guint8 header[SIGHT_RTP_HEADER_SIZE];

  if (read_header (buffer, header))
    sight_wire_meter_played (&self->wire, line, header, now);
}

static void
on_sent (SightPeerMeter *self,
         SightLine       line,
         GstPad         *pad,
         GstBuffer      *buffer,
         gint64          now)
{
  sight_wire_meter_sent (&self->wire, gst_buffer_get_size (buffer), now);
}

static void
on_received (SightPeerMeter *self,
             SightLine       line,
             GstPad         *pad,
             GstBuffer      *buffer,
             gint64          now)
{
  sight_wire_meter_received (&self->wire, gst_buffer_get_size (buffer), now);
}

/* What webrtcbin makes inside, on its thread. Elements: between the RTP session
 * and the encryption, and between the encryption and ICE.
 */

static gboolean
watch_encrypter_pad (GstElement *encrypter,
                     GstPad     *pad,
                     gpointer    user_data)
{
  SightPeerMeter *self = user_data;

  if (g_str_has_prefix (GST_PAD_NAME (pad), "rtp_sink"))
    watch_pad (self, pad, on_sent_rtp, SIGHT_N_LINES);
  else if (g_str_has_prefix (GST_PAD_NAME (pad), "rtcp_sink"))
    watch_pad (self, pad, on_sent_rtcp, SIGHT_N_LINES);

  return TRUE;
}

static void
on_encrypter_pad_added (GstElement     *encrypter,
                        GstPad         *pad,
                        SightPeerMeter *self)
{
  watch_encrypter_pad (encrypter, pad, self);
}

/* The numbers of GstDtlsSrtpCipher and GstDtlsSrtpAuth, which are not installed. */
static void
on_key_received (GstElement     *decrypter,
                 SightPeerMeter *self)
{
  guint cipher = 0;
  guint authentication = 0;

  g_object_get (decrypter, "srtp-cipher", &cipher, "srtp-auth", &authentication, NULL);
  if (cipher != 1 || authentication == 0)
    return;

  g_mutex_lock (&self->lock);
  g_strlcpy (self->srtp, authentication == 1 ? "AES_CM_128_HMAC_SHA1_32" : "AES_CM_128_HMAC_SHA1_80",
             sizeof self->srtp);
  g_mutex_unlock (&self->lock);
}

static void
on_deep_element_added (GstBin         *webrtc,
                       GstBin         *bin,
                       GstElement     *element,
                       SightPeerMeter *self)
{
  GstElementFactory *factory = gst_element_get_factory (element);
  const char *name = factory != NULL ? GST_OBJECT_NAME (factory) : "";

  if (g_str_equal (name, "dtlssrtpenc"))
    {
      gst_element_foreach_sink_pad (element, watch_encrypter_pad, self);
      g_signal_connect_data (element, "pad-added", G_CALLBACK (on_encrypter_pad_added),
                             sight_peer_meter_ref (self), unref_closure, 0);
    }
  else if (g_str_equal (name, "dtlsdec"))
    g_signal_connect_data (element, "on-key-received", G_CALLBACK (on_key_received),
                           sight_peer_meter_ref (self), unref_closure, 0);
  else if (g_str_equal (name, "dtlssrtpdec"))
    {
      watch_pad_of (self, element, "rtp_src", on_received_rtp, SIGHT_N_LINES);
      watch_pad_of (self, element, "rtcp_src", on_received_rtcp, SIGHT_N_LINES);
    }
  else if (g_str_equal (name, "nicesink"))
    watch_pad_of (self, element, "sink", on_sent, SIGHT_N_LINES);
  else if (g_str_equal (name, "nicesrc"))
    watch_pad_of (self, element, "src", on_received, SIGHT_N_LINES);
}

static void
on_new_jitterbuffer (GstElement     *rtpbin,
                     GstElement     *jitterbuffer,
                     guint           session,
                     guint           ssrc,
                     SightPeerMeter *self)
{
  SightLine line = SIGHT_LINE_MICROPHONE;

  g_mutex_lock (&self->lock);
  while (line < SIGHT_N_LINES && self->wire.remote.lines[line].ssrc != ssrc)
    line++;
  g_mutex_unlock (&self->lock);

  if (line == SIGHT_N_LINES)
    return;

  sight_element_counts_follow (&self->buffers[line], jitterbuffer);
  /* Further on, what undoes FEC numbers the packets anew. */
  watch_pad_of (self, jitterbuffer, "src", on_played, line);
}

void
sight_peer_meter_watch_webrtc (SightPeerMeter *self,
                               GstElement     *webrtc)
{
  g_autoptr(GstElement) rtpbin = gst_bin_get_by_name (GST_BIN (webrtc), "rtpbin");

  g_signal_connect_data (webrtc, "deep-element-added", G_CALLBACK (on_deep_element_added),
                         sight_peer_meter_ref (self), unref_closure, 0);
  if (rtpbin != NULL)
    g_signal_connect_data (rtpbin, "new-jitterbuffer", G_CALLBACK (on_new_jitterbuffer),
                           sight_peer_meter_ref (self), unref_closure, 0);
}

static void
on_path (const SightPathStatistics *path,
         gpointer                   data)
{
  SightPeerMeter *self = data;

  g_mutex_lock (&self->lock);
  self->path = *path;
  g_mutex_unlock (&self->lock);
}

void
sight_peer_meter_watch_path (SightPeerMeter *self,
                             GObject        *dtls_transport)
{
  sight_ice_path_watch (dtls_transport, on_path, sight_peer_meter_ref (self), (GDestroyNotify) sight_peer_meter_unref);
}

/* Frames */

static gboolean
is_sound (SightPeerMeter *self,
          SightLine       line)
{
  return self->wire.lines[line].codec == SIGHT_CODEC_OPUS;
}

static void
read_size (SightFrameMeter *frames,
           GstPad          *pad)
{
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps (pad);
  const GstStructure *structure = caps != NULL ? gst_caps_get_structure (caps, 0) : NULL;
  int width;
  int height;

  if (structure != NULL && gst_structure_get_int (structure, "width", &width) &&
      gst_structure_get_int (structure, "height", &height))
    {
      frames->width = width;
      frames->height = height;
    }
}

static void
on_encoded (SightPeerMeter *self,
            SightLine       line,
            GstPad         *pad,
            GstBuffer      *buffer,
            gint64          now)
{
  gboolean is_key = !is_sound (self, line) && !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);

  sight_frame_meter_add (&self->sent[line], is_key, now);
  read_size (&self->sent[line], pad);
}

static void
on_depayed (SightPeerMeter *self,
            SightLine       line,
            GstPad         *pad,
            GstBuffer      *buffer,
            gint64          now)
{
  if (!is_sound (self, line) && !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT))
    self->received[line].key_frames++;
}

static void
on_decoded (SightPeerMeter *self,
            SightLine       line,
            GstPad         *pad,
            GstBuffer      *buffer,
            gint64          now)
{
  sight_frame_meter_add (&self->received[line], FALSE, now);
  read_size (&self->received[line], pad);
  if (GST_BUFFER_DURATION_IS_VALID (buffer))
    self->heard_sound[line] += GST_BUFFER_DURATION (buffer);
}

void
sight_peer_meter_watch_sender (SightPeerMeter *self,
                               SightLine       line,
                               GstPad         *frames)
{
  watch_pad (self, frames, on_encoded, line);
}

void
sight_peer_meter_watch_decoder (SightPeerMeter *self,
                                SightLine       line,
                                GstBin         *decoder)
{
  g_autoptr(GstElement) depayloader = gst_bin_get_by_name (decoder, "depayloader");
  g_autoptr(GstElement) frames = gst_bin_get_by_name (decoder, "frames");
  g_autoptr(GstElement) sound = gst_bin_get_by_name (decoder, "sound");

  watch_pad_of (self, depayloader, "src", on_depayed, line);
  watch_pad_of (self, frames, "sink", on_decoded, line);
  if (sound != NULL)
    sight_element_counts_follow (&self->sounds[line], sound);
}

void
sight_peer_meter_show (SightPeerMeter *self,
                       SightLine       line)
{
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  if (!is_sound (self, line))
    sight_frame_meter_show (&self->received[line], sight_wire_meter_get_paused (&self->wire, line), now);
  g_mutex_unlock (&self->lock);
}

void
sight_peer_meter_hide (SightPeerMeter *self,
                       SightLine       line)
{
  g_mutex_lock (&self->lock);
  sight_frame_meter_hide (&self->received[line]);
  g_mutex_unlock (&self->lock);
}

void
sight_peer_meter_set_local (SightPeerMeter         *self,
                            const SightDescription *local)
{
  g_mutex_lock (&self->lock);
  sight_wire_meter_set_local (&self->wire, local);
  g_mutex_unlock (&self->lock);
}

void
sight_peer_meter_set_remote (SightPeerMeter         *self,
                             const SightDescription *remote)
{
  g_mutex_lock (&self->lock);
  sight_wire_meter_set_remote (&self->wire, remote);
  g_mutex_unlock (&self->lock);
}

gint64
sight_peer_meter_get_heard (SightPeerMeter *self)
{
  gint64 heard;

  g_mutex_lock (&self->lock);
  heard = self->heard;
  g_mutex_unlock (&self->lock);

  return heard;
}

static void
read_frames (SightPeerMeter      *self,
             SightLine            line,
             gint64               now,
             SightLineStatistics *out)
{
  const SightFrameMeter *sent = &self->sent[line];
  const SightFrameMeter *received = &self->received[line];

  out->sent.frames = sent->frames;
  out->sent.key_frames = sent->key_frames;
  out->sent.frame_rate = sight_frame_meter_get_rate (sent, now);
  out->sent.width = sent->width;
  out->sent.height = sent->height;
  out->received.frames = received->frames;
  out->received.key_frames = received->key_frames;
  out->received.frame_rate = sight_frame_meter_get_rate (received, now);
  out->received.width = received->width;
  out->received.height = received->height;
  out->received.freezes = received->freezes;
  out->received.frozen_ms = received->frozen / 1000;
}

/* Without the lock: the elements have their own. */
static void
read_elements (SightPeerMeter         *self,
               SightLine               line,
               GstClockTime            heard_sound,
               SightReceiveStatistics *out)
{
  guint64 buffer[SIGHT_ELEMENT_COUNTS_MAX];
  guint64 concealed[SIGHT_ELEMENT_COUNTS_MAX];

  sight_element_counts_read (&self->buffers[line], buffer);
  sight_element_counts_read (&self->sounds[line], concealed);
  out->missed = buffer[BUFFER_MISSED];
  out->late = buffer[BUFFER_LATE];
  out->repaired = buffer[BUFFER_REPAIRED];
  if (heard_sound > 0)
    out->concealed = MIN ((double) concealed[0] / heard_sound, 1);
}

void
sight_peer_meter_read (SightPeerMeter      *self,
                       gint64               now,
                       SightPeerStatistics *out)
{
  GstClockTime heard_sound[SIGHT_N_LINES];

  g_mutex_lock (&self->lock);
  sight_wire_meter_read (&self->wire, now, out);
  out->path = self->path;
  g_strlcpy (out->srtp, self->srtp, sizeof out->srtp);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      read_frames (self, i, now, &out->lines[i]);
      heard_sound[i] = self->heard_sound[i];
    }
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    read_elements (self, i, heard_sound[i], &out->lines[i].received);
}
