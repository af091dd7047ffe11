/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Loaded into xdg-desktop-portal-wlr, which since 0.7 shares nothing where the
 * compositor has no GPU: it waits to be told of a format for buffers in one. It is
 * told of one after that for memory, and then uses memory all the same.
 */

#include <dlfcn.h>
#include <stdint.h>
#include <string.h>

#define FOURCC_XR24 0x34325258

struct wl_proxy;

/* zwlr_screencopy_frame_v1, version 3 */
typedef struct
{
  void (*buffer)       (void *data, struct wl_proxy *frame, uint32_t format, uint32_t width, uint32_t height, uint32_t stride);
  void (*flags)        (void *data, struct wl_proxy *frame, uint32_t flags);
  void (*ready)        (void *data, struct wl_proxy *frame, uint32_t seconds_high, uint32_t seconds_low, uint32_t nanoseconds);
  void (*failed)       (void *data, struct wl_proxy *frame);
  void (*damage)       (void *data, struct wl_proxy *frame, uint32_t x, uint32_t y, uint32_t width, uint32_t height);
  void (*linux_dmabuf) (void *data, struct wl_proxy *frame, uint32_t format, uint32_t width, uint32_t height);
  void (*buffer_done)  (void *data, struct wl_proxy *frame);
} FrameListener;

typedef int (*AddListener) (struct wl_proxy *proxy, void *listener, void *data);
typedef const char *(*GetClass) (struct wl_proxy *proxy);

int wl_proxy_add_listener (struct wl_proxy *proxy, void *listener, void *data);

static FrameListener original;
static FrameListener told;

static void
on_buffer (void            *data,
           struct wl_proxy *frame,
           uint32_t         format,
           uint32_t         width,
           uint32_t         height,
           uint32_t         stride)
{
  original.buffer (data, frame, format, width, height, stride);
  if (original.linux_dmabuf != NULL)
    original.linux_dmabuf (data, frame, FOURCC_XR24, width, height);
}

__attribute__((visibility ("default"))) int
wl_proxy_add_listener (struct wl_proxy *proxy,
                       void            *listener,
                       void            *data)
{
  AddListener add_listener = (AddListener) dlsym (RTLD_NEXT, "wl_proxy_add_listener");
  GetClass get_class = (GetClass) dlsym (RTLD_DEFAULT, "wl_proxy_get_class");

  if (strcmp (get_class (proxy), "zwlr_screencopy_frame_v1") != 0)
    return add_listener (proxy, listener, data);

  original = told = *(FrameListener *) listener;
  told.buffer = on_buffer;

  return add_listener (proxy, &told, data);
}
