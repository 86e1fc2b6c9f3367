#!/usr/bin/env bash
# Installs what the end-to-end tests need. On Debian (as root or with sudo) it installs what is missing and says so;
# elsewhere it names what is missing and ends with 1. Run twice, it does nothing the second time.
set -euo pipefail
cd "$(dirname "$0")/.."

# command, or pattern of a file, that proves it : Debian package
needs=(
  "chromium:chromium"
  "firefox-esr:firefox-esr"
  "ffmpeg:ffmpeg"
  "espeak-ng:espeak-ng"
  "redis-server:redis-server"
  "pulseaudio:pulseaudio"
  "pactl:pulseaudio-utils"
  "/usr/lib/python3/dist-packages/aiortc:python3-aiortc"
  "/usr/lib/python3/dist-packages/aiohttp:python3-aiohttp"
  "/usr/lib/python3/dist-packages/gi:python3-gi"
  "/usr/lib/python3/dist-packages/numpy:python3-numpy"
  "/usr/lib/*/girepository-1.0/GstWebRTC-1.0.typelib:gir1.2-gst-plugins-bad-1.0"
  "/usr/lib/*/gstreamer-1.0/libgstopus.so:gstreamer1.0-plugins-base"
  "/usr/lib/*/gstreamer-1.0/libgstrtpmanager.so:gstreamer1.0-plugins-good"
  "/usr/lib/*/gstreamer-1.0/libgstwebrtc.so:gstreamer1.0-plugins-bad"
  "/usr/lib/*/gstreamer-1.0/libgstnice.so:gstreamer1.0-nice"
  "ip:iproute2"
  "iptables:iptables"
  "conntrack:conntrack"
  "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc:fonts-noto-cjk"
  "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf:fonts-noto-color-emoji"
)

missing=()
for need in "${needs[@]}"; do
  proof=${need%%:*}
  if [[ $proof == /* ]]; then
    compgen -G "$proof" >/dev/null || missing+=("${need##*:}")
  else
    command -v "$proof" >/dev/null || missing+=("${need##*:}")
  fi
done

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo -n)

if [ ${#missing[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
    echo "end-to-end tests: missing ${missing[*]} (names of Debian packages); install them and try again" >&2
    exit 1
  fi
  echo "end-to-end tests: installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # A fresh image has no package lists; one with lists need not fetch them again.
  apt_install() { "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }
  apt_install 2>/dev/null || { "${as_root[@]}" apt-get update -qq && apt_install; }
fi

# The network tests build networks of their own out of namespaces.
namespace="corner-probe-$$"
if [ "$(id -u)" != 0 ] || ! ip netns add "$namespace" 2>/dev/null; then
  echo "end-to-end tests: network namespaces are needed, and root to make them (ip netns add)" >&2
  exit 1
fi
ip netns delete "$namespace"

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "end-to-end tests: missing node and npm, version 20.19 or later" >&2
  exit 1
fi
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "end-to-end tests: installing node packages"
  npm ci --no-audit --no-fund --loglevel=error
fi
