#!/bin/sh
# Make sure that the browser tests find Chromium and the PDF tools; on Debian as root they are installed.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v pdfinfo >/dev/null 2>&1 || missing="$missing poppler-utils"
# pages are laid out for the widths of Arial; Liberation has the same
fc-list 2>/dev/null | grep -qi -e liberation -e 'arial' || missing="$missing fonts-liberation"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installeren:$missing"
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing fonts-dejavu-core >/dev/null
else
  echo "Ontbreekt:$missing. De browsertests worden overgeslagen; installeer deze pakketten om ze mee te nemen."
fi
