#!/bin/sh
# Tests need a Chromium. CHROMIUM names one; else it is looked for, and installed from Debian's
# packages where that is possible.
[ -n "$CHROMIUM" ] && [ -x "$CHROMIUM" ] && exit 0
command -v chromium >/dev/null 2>&1 && exit 0
command -v google-chrome >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Chromium is absent: installing it from Debian's packages"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
echo "Для тестов в браузере нужен Chromium. Установите его (Debian: sudo apt-get install chromium)" >&2
echo "или укажите путь: CHROMIUM=/путь/к/chromium make test" >&2
exit 1
