/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

G_BEGIN_DECLS

/* What every target is: a function of bytes that ends the program where
 * something is wrong. libFuzzer calls it with bytes of its own, fuzz-driver.c
 * with the files of a corpus.
 */
int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* Nobody reads millions of log lines; a critical one is a finding. */
static inline GLogWriterOutput
fuzz_on_log (GLogLevelFlags   level,
             const GLogField *fields,
             gsize            n_fields,
             gpointer         user_data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) == 0)
    return G_LOG_WRITER_HANDLED;

  g_log_writer_standard_streams (level, fields, n_fields, user_data);
  G_BREAKPOINT ();
  return G_LOG_WRITER_HANDLED;
}

static inline void
fuzz_init (void)
{
  static gboolean done = FALSE;

  if (done)
    return;

  done = TRUE;
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_log_set_writer_func (fuzz_on_log, NULL, NULL);
}

/* Input as a source of decisions; where it ends, zeros follow. */
typedef struct
{
  const uint8_t *data;
  size_t         size;
} FuzzInput;

static inline guint8
fuzz_take_byte (FuzzInput *input)
{
  if (input->size == 0)
    return 0;

  input->size--;

  return *input->data++;
}

static inline guint
fuzz_take_16 (FuzzInput *input)
{
  guint high = fuzz_take_byte (input);

  return high << 8 | fuzz_take_byte (input);
}

/* The next @length bytes, or what there is, in a block of just that size: the
 * address sanitizer sees who reads beyond it.
 */
static inline char *
fuzz_take_bytes (FuzzInput *input,
                 size_t     length,
                 size_t    *taken)
{
  char *bytes;

  *taken = MIN (length, input->size);
  bytes = g_memdup2 (input->data, *taken);
  input->data += *taken;
  input->size -= *taken;

  return bytes;
}

/* The same as a string, which ends at the first NUL. */
static inline char *
fuzz_take_text (FuzzInput *input,
                size_t     length)
{
  size_t taken = MIN (length, input->size);
  char *text = g_strndup ((const char *) input->data, taken);

  input->data += taken;
  input->size -= taken;

  return text;
}

G_END_DECLS
