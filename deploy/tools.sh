# shellcheck shell=bash
# Sourced by the scripts beside it: finds programs, fetches those that are missing, and starts servers on loopback.
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
  mkdir -p "$unpacked"
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

# loopback_nginx FOLDER FRONT MONITOR: as rootless_nginx, without TLS, and on these two ports of loopback.
loopback_nginx() {
  rootless_nginx "$1" | sed \
    "s#listen 443 ssl#listen 127.0.0.1:$2#; /listen \[::\]:443/d; /ssl_/d; s#127.0.0.1:8088#127.0.0.1:$3#"
}

find_caddy() { find_or_unpack caddy caddy; }

# for_this_caddy CADDY: a Caddyfile, read from standard input, with the names that this version knows (the Caddyfile's head).
for_this_caddy() {
  case $("$1" version) in
    v2.[0-5].* | 2.[0-5].* | v2.6.[0-3]* | 2.6.[0-3]*) cat ;;
    *) sed 's/^\([[:space:]]*\)buffer_requests$/\1request_buffers 256KiB/' ;;
  esac
}

# free_ports NUMBER: so many ports on loopback, a line each. Needs python3.
free_ports() {
  python3 -c 'import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
for each in sockets: print(each.getsockname()[1])' "$1"
}

# listens PORT: whether a server accepts connections there.
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# is_ready PORT: whether the replica there, or one behind the proxy there, is ready.
is_ready() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
    read -r -t 1 line <&3 && [[ $line == *' 200'* ]]
  ) 2>/dev/null
}

# await COMMAND…: until it succeeds, for 10 s.
await() {
  for _ in $(seq 200); do
    "$@" && return
    sleep 0.05
  done
  return 1
}
