# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034
#
# What building, running and testing need, in one place; sourced by the scripts
# beside it. A line is: how to see it, what it is called, its Debian package.
# On Debian the package is what counts, elsewhere the program, the pkg-config
# module or whatever it is is looked for.

dependencies_build=(
  'program     cc             build-essential'
  'program     meson          meson'
  'program     ninja          ninja-build'
  'program     pkg-config     pkgconf'
  'program     python3        python3'
  'program     msgfmt         gettext'
  'module      glib-2.0       libglib2.0-dev'
  'module      gnutls         libgnutls28-dev'
  'module      libwebsockets  libwebsockets-dev'
  'module      libuv          libuv1-dev'
)

# The engine of calls, and what of GStreamer it needs when it runs.
dependencies_engine=(
  'program     gst-inspect-1.0        gstreamer1.0-tools'
  'module      libsoup-3.0            libsoup-3.0-dev'
  'module      libportal              libportal-dev'
  'module      libpipewire-0.3        libpipewire-0.3-dev'
  'module      libpulse-mainloop-glib libpulse-dev'
  'module      gstreamer-1.0          libgstreamer1.0-dev'
  'module      gstreamer-app-1.0      libgstreamer-plugins-base1.0-dev'
  'module      gstreamer-webrtc-1.0   libgstreamer-plugins-bad1.0-dev'
  'plugin      videoconvert           gstreamer1.0-plugins-base'
  'plugin      vp8enc                 gstreamer1.0-plugins-good'
  'plugin      webrtcbin              gstreamer1.0-plugins-bad'
  'plugin      nicesrc                gstreamer1.0-nice'
  'plugin      pulsesrc               gstreamer1.0-pulseaudio'
  'plugin      pipewiresrc            gstreamer1.0-pipewire'
)

dependencies_app=(
  'module      gtk4                   libgtk-4-dev'
  'program     xmllint                libxml2-utils'
  'module      libadwaita-1           libadwaita-1-dev'
  'module      libportal-gtk4         libportal-gtk4-dev'
  'module      libqrencode            libqrencode-dev'
  'pictures    svg                    librsvg2-common'
)

dependencies_run=(
  'program     curl           curl'
)

dependencies_test=(
  'program     clang          clang'
  'program     llvm-symbolizer llvm'
  'program     git            git'
  'program     curl           curl'
  'program     node           nodejs'
  'program     openssl        openssl'
  'program     shellcheck     shellcheck'
  'program     appstreamcli   appstream'
  'program     desktop-file-validate desktop-file-utils'
  'program     glib-compile-schemas libglib2.0-bin'
  'program     mandoc         mandoc'
  'program     systemd-analyze systemd'
  'program     chromium       chromium'
  'program     firefox        firefox-esr'
  'program     zbarimg        zbar-tools'
  'program     dbus-run-session dbus-daemon'
  'program     Xvfb           xvfb'
  'program     xdotool        xdotool'
  'program     sway           sway'
  'program     grim           grim'
  'service     org.a11y.Bus   at-spi2-core'
  'bindings    gi             python3-gi'
  'program     /usr/libexec/xdg-desktop-portal xdg-desktop-portal'
  'program     /usr/libexec/xdg-desktop-portal-wlr xdg-desktop-portal-wlr'
  'program     pipewire       pipewire'
  'program     pipewire-pulse pipewire-pulse'
  'program     wireplumber    wireplumber'
  'program     ip             iproute2'
  'program     ping           iputils-ping'
)

# To build the Flatpak and to try it, with runtimes that are made of packages.
dependencies_flatpak=(
  'program     flatpak        flatpak'
  'program     flatpak-builder flatpak-builder'
  'program     ostree         ostree'
  'program     eu-strip       elfutils'
  'program     mmdebstrap     mmdebstrap'
  'program     bwrap          bubblewrap'
  'program     /usr/libexec/xdg-desktop-portal-gtk xdg-desktop-portal-gtk'
)

# Debian's package starts a TURN server for everyone, which is not ours to do on
# a machine that runs services: there, its tests are skipped unless it is
# installed.
if [ ! -d /run/systemd/system ]; then
  dependencies_test+=('program     turnserver     coturn')
fi

say ()
{
  printf '%s\n' "$*"
}

complain ()
{
  printf '%s\n' "$*" >&2
}

is_debian ()
{
  [ -r /etc/os-release ] && command -v dpkg-query >/dev/null && command -v apt-get >/dev/null &&
    (. /etc/os-release && case " ${ID-} ${ID_LIKE-} " in *' debian '*) true ;; *) false ;; esac)
}

is_installed ()
{
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# is_there HOW NAME: true where the thing itself is found, whoever installed it.
is_there ()
{
  case $1 in
    program) command -v "$2" >/dev/null ;;
    module) pkg-config --exists "$2" 2>/dev/null ;;
    plugin) gst-inspect-1.0 --exists "$2" 2>/dev/null ;;
    service) [ -e "/usr/share/dbus-1/services/$2.service" ] ;;
    pictures) compgen -G "/usr/lib*/gdk-pixbuf-2.0/*/loaders/*$2*" >/dev/null || compgen -G "/usr/lib/*/gdk-pixbuf-2.0/*/loaders/*$2*" >/dev/null ;;
    bindings) /usr/bin/python3 -c "import $2" 2>/dev/null ;;
  esac
}

as_root ()
{
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

install_packages ()
{
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)

  say "These packages will be installed: $*"
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    complain 'There is no sudo. As root, run: apt-get install' "$@"
    return 1
  fi
  # Without package lists, or with old ones, the first try fails and nothing is
  # changed by it.
  as_root "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null 2>&1 && return
  as_root "${apt[@]}" update &&
    as_root "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null
}

# require LINE...: installs what is missing, or says what to install.
require ()
{
  local missing=() packages=() line how name package

  for line in "$@"; do
    read -r how name package <<<"$line"
    if is_debian; then
      is_installed "$package" || packages+=("$package")
    else
      is_there "$how" "$name" || missing+=("$name ($how)")
    fi
  done

  if [ ${#packages[@]} -gt 0 ]; then
    install_packages "${packages[@]}" || {
      complain "Could not install: ${packages[*]}"
      exit 1
    }
  fi
  if [ ${#missing[@]} -gt 0 ]; then
    complain 'Missing; install these with the package manager of your system (a module is found by pkg-config, and usually comes in a -dev or -devel package):'
    printf '  %s\n' "${missing[@]}" >&2
    exit 1
  fi
}

can_sanitize ()
{
  echo 'int main (void) { return 0; }' |
    clang -fsanitize=address,undefined,fuzzer-no-link -x c -o /dev/null - >/dev/null 2>&1
}

# The sanitizers' runtime comes beside clang in a package named after its version.
require_sanitizers ()
{
  local package

  can_sanitize && return
  package=libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev
  if is_debian; then
    install_packages "$package"
  fi
  if ! can_sanitize; then
    complain "clang cannot link with sanitizers; its runtime (compiler-rt, on Debian $package) is missing."
    exit 1
  fi
}
