/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  PORTAL_GRANTS,
  PORTAL_IS_CANCELLED, /* by a person */
  PORTAL_REFUSES,
  PORTAL_WAITS,        /* for a person, who does nothing */
} PortalAnswer;

/* The real xdg-desktop-portal on the session's bus, behind which the person and
 * the compositor are played by the test.
 */
typedef struct
{
  PortalAnswer     answer;
  PortalAnswer     camera_answer;
  gboolean         forbids_cameras;
  guint32          node;     /* of the screen that is shown */
  gboolean         remembers;

  /* What was asked for */
  guint            starts;
  guint            camera_dialogs;
  guint            dialogs_closed;
  guint            sessions_closed;
  guint            types;
  guint            cursor_mode;
  gboolean         restored; /* by what it gave out before */

  GDBusConnection *bus;
  GSubprocess     *process;
  GDBusNodeInfo   *info;
  guint            name;
  guint            documents_name;
  guint            objects[3];
  guint            documents_object;
  guint            request_object;
  guint            session_object;
  char            *session;
  char            *folder;
} Portal;

/* NULL where none is installed. */
Portal  *portal_new            (void);
void     portal_free           (Portal *self);
/* The desktop's own indicator is pressed. */
void     portal_stop_sharing   (Portal *self);
/* Who was asked for a camera is asked again. */
void     portal_forget_camera  (void);
/* To everybody, as the system may do. */
void     portal_forbid_cameras (Portal *self);
/* As where none is installed, until one is made. */
void     portal_mask           (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Portal, portal_free)

G_END_DECLS
