/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Our own JSON, written compactly into a string that grows. Nothing here can
 * fail: what is written is ours, and foreign text in it is escaped.
 */

/* Begins an object or array, or the next member of one: writes the comma where
 * one is due.
 */
void sight_json_begin_object  (GString    *out);
void sight_json_end_object    (GString    *out);
void sight_json_begin_array   (GString    *out);
void sight_json_end_array     (GString    *out);
/* The key of the next value; @key is a plain ASCII name of the protocol. */
void sight_json_append_key    (GString    *out,
                               const char *key);

/* A length of -1 means NUL-terminated. */
void sight_json_append_string (GString    *out,
                               const char *text,
                               gssize      length);
/* For text that is known to need no escaping: an id, a box. */
void sight_json_append_plain  (GString    *out,
                               const char *text,
                               gsize       length);
void sight_json_append_int    (GString    *out,
                               gint64      number);
void sight_json_append_double (GString    *out,
                               double      number);
void sight_json_append_bool   (GString    *out,
                               gboolean    value);

/* A whole member of an object: the key and its value. */
void sight_json_write_text    (GString    *out,
                               const char *key,
                               const char *text);
void sight_json_write_int     (GString    *out,
                               const char *key,
                               gint64      number);
void sight_json_write_bool    (GString    *out,
                               const char *key,
                               gboolean    value);

G_END_DECLS
