#!/bin/sh
# Make sure that the tests of services find a WCS and WMS server; on Debian as root it is installed.
set -eu
command -v mapserv >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installeren: cgi-mapserver"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends cgi-mapserver >/dev/null
else
  echo "Ontbreekt: mapserv (cgi-mapserver). De tests van WCS en WMTS worden overgeslagen; installeer dit pakket om ze mee te nemen."
fi
