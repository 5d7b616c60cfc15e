# shellcheck shell=bash
# Sourced by the scripts beside it: finds programs, and fetches those that are missing.
# Debian's packages of servers start what they carry when they are installed. Here they are only unpacked, below target/,
# which needs no root and starts nothing.

unpacked=$PWD/target/deploy/unpacked

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

# apt's lists may be missing in a fresh container.
refresh_lists() { as_root apt-get update -qq; }

# install PACKAGE…: for the few that cannot well be unpacked, and start nothing.
install() {
  refresh_lists
  DEBIAN_FRONTEND=noninteractive as_root apt-get install -qq -y --no-install-recommends "$@"
}

# unpack PACKAGE…: Debian packages below target/.
unpack() {
  local folder
  folder=$(mktemp -d)
  (
    cd "$folder" || exit
    apt-get download -qq "$@" 2>/dev/null || { refresh_lists && apt-get download -qq "$@"; }
    for package in ./*.deb; do dpkg-deb -x "$package" "$unpacked"; done
  ) >&2
  rm -r "$folder"
}

# find_or_unpack PROGRAM PACKAGE…: prints where PROGRAM is.
find_or_unpack() {
  local program=$1 found
  shift
  found=$(PATH=$PATH:/usr/sbin:/sbin:$unpacked/usr/sbin:$unpacked/usr/bin command -v "$program") && { echo "$found"; return; }
  unpack "$@"
  PATH=$unpacked/usr/sbin:$unpacked/usr/bin command -v "$program"
}

# nginx, which is unpacked; the libraries that it lacks are installed, since they start nothing.
find_nginx() {
  local nginx
  nginx=$(find_or_unpack nginx nginx nginx-common)
  if ldd "$nginx" | grep -q 'not found'; then install libcrypt1 libpcre2-8-0 libssl3 zlib1g >&2; fi
  echo "$nginx"
}

# rootless_nginx FOLDER: a whole nginx.conf, read from standard input and written with every file in FOLDER.
rootless_nginx() {
  local kind temporary=""
  for kind in client_body proxy fastcgi uwsgi scgi; do temporary+=" ${kind}_temp_path $1/$kind;"; done
  sed "s#/etc/nginx/#$1/#; s#/run/#$1/#; s#/var/log/nginx/#$1/#; s#^http {#&$temporary#"
}
