/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-log.h"

#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#define FIELDS_MAX 24
#define FIELD_NAME_MAX 40
#define LIMIT_WINDOW (10 * G_USEC_PER_SEC)
#define LIMIT_ENTRIES 10
#define HASH_KEY_LENGTH 32
#define HASH_SHOWN 6 /* bytes */

typedef struct
{
  char       names[FIELDS_MAX][FIELD_NAME_MAX];
  GLogField  fields[FIELDS_MAX + 4];
  gsize      n_fields;
  gsize      n_names;
} Entry;

/* "held-back" becomes "SIGHT_HELD_BACK", as the journal wants names. */
static void
make_field_name (char       *out,
                 const char *name)
{
  gsize length = strlen (SIGHT_LOG_PREFIX);

  memcpy (out, SIGHT_LOG_PREFIX, length);
  for (; *name != '\0' && length < FIELD_NAME_MAX - 1; name++)
    out[length++] = *name == '-' ? '_' : g_ascii_toupper (*name);
  out[length] = '\0';
}

static void
add_field (Entry      *entry,
           const char *name,
           const char *text)
{
  if (text == NULL || entry->n_names == FIELDS_MAX)
    return;

  make_field_name (entry->names[entry->n_names], name);
  entry->fields[entry->n_fields++] =
    (GLogField) { entry->names[entry->n_names++], text, -1 };
}

static const char *
level_to_priority (GLogLevelFlags level)
{
  if (level & G_LOG_LEVEL_ERROR)
    return "2";
  if (level & G_LOG_LEVEL_CRITICAL)
    return "3";
  if (level & G_LOG_LEVEL_WARNING)
    return "4";
  if (level & G_LOG_LEVEL_MESSAGE)
    return "5";
  if (level & G_LOG_LEVEL_INFO)
    return "6";
  return "7";
}

static void
write_entry (GLogLevelFlags  level,
             Entry          *entry)
{
  g_autoptr(GString) message = g_string_new (NULL);

  /* For a writer that knows nothing of our fields. */
  sight_log_format (message, FALSE, FALSE, 0, 0, entry->fields, entry->n_fields);
  entry->fields[entry->n_fields++] = (GLogField) { "MESSAGE", message->str, -1 };
  entry->fields[entry->n_fields++] = (GLogField) { "GLIB_DOMAIN", G_LOG_DOMAIN, -1 };
  entry->fields[entry->n_fields++] = (GLogField) { "PRIORITY", level_to_priority (level), -1 };

  g_log_structured_array (level, entry->fields, entry->n_fields);
}

static void
add_arguments (Entry   *entry,
               va_list  arguments)
{
  const char *name;

  while ((name = va_arg (arguments, const char *)) != NULL)
    add_field (entry, name, va_arg (arguments, const char *));
}

void
sight_log (GLogLevelFlags  level,
           const char     *event,
           ...)
{
  Entry entry = { .n_fields = 0 };
  va_list arguments;

  add_field (&entry, "event", event);
  va_start (arguments, event);
  add_arguments (&entry, arguments);
  va_end (arguments);

  write_entry (level, &entry);
}

void
sight_log_limited (SightLogLimit  *limit,
                   gint64          now,
                   GLogLevelFlags  level,
                   const char     *event,
                   ...)
{
  Entry entry = { .n_fields = 0 };
  char held_back[16];
  va_list arguments;

  if (limit->passed == 0 || now - limit->begin >= LIMIT_WINDOW)
    {
      limit->begin = now;
      limit->passed = 0;
    }

  if (limit->passed == LIMIT_ENTRIES)
    {
      limit->held_back++;
      return;
    }
  limit->passed++;

  add_field (&entry, "event", event);
  if (limit->held_back > 0)
    {
      g_snprintf (held_back, sizeof held_back, "%u", limit->held_back);
      add_field (&entry, "held-back", held_back);
      limit->held_back = 0;
    }
  va_start (arguments, event);
  add_arguments (&entry, arguments);
  va_end (arguments);

  write_entry (level, &entry);
}

char *
sight_log_hash_address (const SightAddress *address,
                        gint64              day)
{
  static GMutex mutex;
  static guint8 key[HASH_KEY_LENGTH];
  static gint64 key_day = -1;
  guint8 digest[32] = { 0 };
  SightAddress bucket;
  GString *text = g_string_new ("h");
  int status = GNUTLS_E_SUCCESS;

  sight_address_get_bucket (address, &bucket);

  g_mutex_lock (&mutex);
  if (day != key_day)
    {
      status = gnutls_rnd (GNUTLS_RND_KEY, key, sizeof key);
      key_day = day;
    }
  if (status == GNUTLS_E_SUCCESS)
    status = gnutls_hmac_fast (GNUTLS_MAC_SHA256, key, sizeof key,
                               bucket.bytes, sizeof bucket.bytes, digest);
  g_mutex_unlock (&mutex);

  if (status != GNUTLS_E_SUCCESS)
    return g_string_free (g_string_assign (text, "unknown"), FALSE);

  for (guint i = 0; i < HASH_SHOWN; i++)
    g_string_append_printf (text, "%02x", digest[i]);
  return g_string_free (text, FALSE);
}

char *
sight_log_format_address (const SightAddress *address,
                          gboolean            in_clear)
{
  if (in_clear)
    return sight_address_to_string (address);

  return sight_log_hash_address (address, g_get_real_time () / G_TIME_SPAN_DAY);
}
