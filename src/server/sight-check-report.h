/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "protocol/sight-finding.h"
#include "server/sight-server-config.h"

G_BEGIN_DECLS

/* What a check says, a line for each thing that it looked at. */
typedef struct
{
  GString          *out;
  gboolean          json;       /* each line an object, for programs */
  SightFindingFunc  func;       /* is told instead of @out, where there is one */
  gpointer          data;
  guint             n_errors;
  guint             n_warnings;
} SightCheckReport;

void sight_check_report_add     (SightCheckReport        *self,
                                 SightFinding             finding,
                                 const char              *subject,
                                 const char              *text);
void sight_check_report_good    (SightCheckReport        *self,
                                 const char              *subject,
                                 const char              *format,
                                 ...) G_GNUC_PRINTF (3, 4);
/* Works, but perhaps not as it is meant. */
void sight_check_report_warning (SightCheckReport        *self,
                                 const char              *subject,
                                 const char              *format,
                                 ...) G_GNUC_PRINTF (3, 4);
void sight_check_report_error   (SightCheckReport        *self,
                                 const char              *subject,
                                 const char              *format,
                                 ...) G_GNUC_PRINTF (3, 4);

/* The certificate and its key: that they belong together, whom they name, who
 * trusts them and until when. @ca_file as in sight_server_check().
 */
void sight_check_certificate    (SightCheckReport        *self,
                                 const SightServerConfig *config,
                                 const char              *ca_file);

G_END_DECLS
