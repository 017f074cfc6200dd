#!/usr/bin/env bash
# Build the container image for real and run the demo in it, without a Docker engine: buildah builds, and a base made by
# debootstrap stands in for the registry's (or BASE=… names one that this machine can pull).
#
# The demo then runs in the image's own root, mounted read-only, as the image's user, with no capability, no new
# privilege and no network but loopback; only /data and /tmp can be written. Needs root, on Debian.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

((EUID == 0)) || { echo 'make image-test needs root: it mounts and changes root directories.' >&2; exit 1; }

missing=()
for tool in buildah debootstrap ip:iproute2 setpriv:util-linux; do
  command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
done
if ((${#missing[@]})); then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}"
fi

store=${IMAGE_STORE:-/var/tmp/passerelle-image}
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
images() { buildah --root "$store/storage" --runroot "$store/run" "$@"; }

container=''
finish() {
  [[ -z $container ]] || images rm "$container" >/dev/null
  images prune >/dev/null 2>&1 || true
}
trap finish EXIT

base=${BASE:-localhost/python-base}
if [[ -z ${BASE:-} ]] && ! images inspect --type image "$base" >/dev/null 2>&1; then
  . /etc/os-release
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' | head -n 1)
  root=$(mktemp -d)
  echo "== base: $VERSION_CODENAME with python3, by debootstrap"
  debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates "$VERSION_CODENAME" "$root" "$mirror" >"$root.log" 2>&1 ||
    { tail "$root.log" >&2; exit 1; }
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
  scratch=$(images from scratch)
  images copy -q "$scratch" "$root" / >/dev/null
  images commit -q "$scratch" "$base" >/dev/null
  images rm "$scratch" >/dev/null
  rm -rf "$root" "$root.log"
fi

echo '== build'
options=(--network host --format docker --build-arg "BASE=$base")
for name in PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST PIP_CERT; do
  [[ -z ${!name:-} ]] || options+=(--build-arg "$name=${!name}")
done
[[ -z ${PIP_CERT:-} ]] || options+=(--volume "$PIP_CERT:$PIP_CERT:ro")
images bud --quiet "${options[@]}" -t localhost/passerelle . >/dev/null
images images --format '{{.Name}} {{.Size}}' localhost/passerelle

container=$(images from localhost/passerelle)
user=$(images inspect --format '{{.OCIv1.Config.User}}' "$container")
mapfile -t environment < <(images inspect --format '{{range .OCIv1.Config.Env}}{{println .}}{{end}}' "$container" | sed '/^$/d')
mapfile -t health < <(images inspect --type image --format '{{range .Docker.Config.Healthcheck.Test}}{{println .}}{{end}}' localhost/passerelle | sed '/^$/d; /^CMD$/d')
root=$(images mount "$container")
[[ $user == 10001:10001 ]] || { echo "the image runs as '$user', not as 10001:10001" >&2; exit 1; }

# the rest runs in mount and network namespaces of its own, which end with it
inside() {
  unshare --mount --net --pid --fork --kill-child bash -euo pipefail -c '
    root=$1; shift
    ip link set lo up
    mount --bind "$root" "$root"
    mount -o remount,bind,ro "$root"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    for directory in data tmp; do mount -t tmpfs -o mode=0700,uid=10001,gid=10001 tmpfs "$root/$directory"; done
    cd "$root"
    exec chroot . setpriv --reuid 10001 --regid 10001 --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs \
      env -i --chdir=/data "$@"' inside "$root" "${environment[@]}" "$@"
}

echo '== a read-only root, no capability, no network'
inside python -c '
import os, pathlib, socket
status = pathlib.Path("/proc/self/status").read_text()
assert os.getuid() == 10001, os.getuid()
assert all(line.split()[1].strip("0") == "" for line in status.splitlines() if line.startswith("Cap")), status
for place in ("/app", "/opt/passerelle", "/etc", "/var/tmp"):
    try:
        pathlib.Path(place, "written").touch()
    except OSError:
        continue
    raise SystemExit(f"{place} can be written")
assert [name for _, name in socket.if_nameindex()] == ["lo"]
print("as told")
'

echo '== passerelle serve, its health check, its end'
inside sh -euc '
passerelle serve >/tmp/serve.log 2>&1 & gateway=$!
tries=60
until "$@" 2>/tmp/health.log; do
  tries=$((tries - 1))
  [ $tries -gt 0 ] && kill -0 $gateway 2>/dev/null || { cat /tmp/serve.log /tmp/health.log >&2; exit 1; }
  sleep 1
done
kill $gateway
wait $gateway || [ $? -eq 143 ] # uvicorn ends by the signal it got
passerelle verify' health "${health[@]}"

echo '== passerelle demo --once'
inside passerelle demo --once --data /data/demo "$@"
echo 'image-test: the demo ran in the image'
