#!/bin/sh
# Make sure that the tests find a WCS and WMS server and a PostGIS; on Debian as root they are installed.
set -eu
missing=""
command -v mapserv >/dev/null 2>&1 || missing="$missing cgi-mapserver"
ls /usr/lib/postgresql/*/lib/postgis-3.so >/dev/null 2>&1 || missing="$missing postgresql-15-postgis-3"
command -v minisign >/dev/null 2>&1 || missing="$missing minisign"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installeren:$missing"
  apt-get update -qq
  # No cluster of the distribution: the tests start a server of their own.
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] ||
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "Ontbreekt:$missing. De tests ermee worden overgeslagen; installeer deze pakketten om ze mee te nemen."
fi
