/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "protocol/sight-finding.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_SERVER_EXAMINATION (sight_server_examination_get_type ())

G_DECLARE_FINAL_TYPE (SightServerExamination, sight_server_examination, SIGHT, SERVER_EXAMINATION, GObject)

/**
 * SightServerExamination:
 *
 * Tries everything that calls need of a server, without holding anything up.
 *
 * Signals:
 * - "found" (uint SightFinding, string subject, string text), for each thing.
 * - "done" (uint SightFinding): the worst that was found.
 */
SightServerExamination *sight_server_examination_new  (void);

/* @server is as a person writes it; another one that is being tried is dropped. */
gboolean                sight_server_examination_run  (SightServerExamination  *self,
                                                       const char              *server,
                                                       GError                 **error);
void                    sight_server_examination_stop (SightServerExamination  *self);

G_END_DECLS
