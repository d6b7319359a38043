# What the commands of the house need, and how to get it on Debian. Sourced by run, test, bench and drill.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1
# Texts are built for every language, so ICU is used even where an image switches it off.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

need_dotnet() {
  # Where Microsoft's install script puts it.
  if ! command -v dotnet >/dev/null && [ -x "$HOME/.dotnet/dotnet" ]; then PATH="$HOME/.dotnet:$PATH"; fi
  command -v dotnet >/dev/null || fail \
    "Mainstay is built with the .NET 10 SDK, and there is no 'dotnet' on this machine." \
    "Install it from https://dotnet.microsoft.com/download/dotnet/10.0 (or your distribution's dotnet-sdk-10.0) and try again."
  # Asked outside the folder: global.json would make an older SDK fail with a message of its own.
  (cd / && dotnet --list-sdks) | grep -q '^10\.' || fail \
    "Mainstay is built with the .NET 10 SDK; here is only:" "$(cd / && dotnet --list-sdks)" \
    "Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and try again."
}

# The names that Debian gives to ICU change with each release.
need_icu() {
  ldconfig -p 2>/dev/null | grep -q libicuuc && return
  install_packages "$(icu_package)"
}

icu_package() {
  apt-cache search --names-only '^libicu[0-9]+$' 2>/dev/null | awk '{print $1}' | sort -V | tail -n 1 | grep . || echo libicu72
}

# need_command COMMAND PACKAGE: installs the package when the command is not there.
need_command() {
  command -v "$1" >/dev/null || install_packages "$2"
}

# The server's programs are not in the path on Debian.
need_postgres() {
  ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || install_packages postgresql
}

# An MQTT client for Debian's Python, which may stand beside another python3.
need_paho() {
  /usr/bin/python3 -c 'import paho.mqtt.client' 2>/dev/null || install_packages python3-paho-mqtt
}

# An MQTT client for Node, laid into artifacts/npm.
need_npm_mqtt() {
  need_command node nodejs
  [ -d artifacts/npm/node_modules/mqtt ] && return
  need_command npm npm
  mkdir -p artifacts/npm
  npm install --silent --no-audit --no-fund --prefix artifacts/npm mqtt@5 >&2
}

install_packages() {
  [ "$(id -u)" = 0 ] || fail "This needs the Debian package(s) $*: install them (apt-get install $*) or run it as root."
  command -v apt-get >/dev/null || fail "This needs $*, and there is no apt-get here to install it with."
  echo "Installing $* …" >&2
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null
}

# build PROJECT-OR-SOLUTION: restores and builds Release; says only what went wrong.
build() {
  echo "Building $(basename "${1%.*}") … (the first time, a few minutes)" >&2
  # Not "dotnet build", which prints a summary even when told not to.
  dotnet msbuild "$1" -restore -p:Configuration=Release -v:quiet -nologo -tl:off -clp:NoSummary >&2
}
