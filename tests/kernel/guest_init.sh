#!/bin/busybox sh
# The first and only process of the guest: loads the modules, mounts what the host shares, runs one command, powers off.
# The host's root is below /host, read-only; /host/run/exchange is the one folder that both sides can write.
# shellcheck shell=dash

/bin/busybox --install -s /bin
export PATH=/bin
mkdir /proc /host
mount -t proc proc /proc
for module in /modules/*.ko; do
    parameters=
    # One substream, as most cards have: the second to open it is told that it is busy.
    case $module in *snd_aloop.ko) parameters='id=Loopback pcm_substreams=1' ;; esac
    # shellcheck disable=SC2086 # none, or several
    insmod "$module" $parameters || echo "not loaded: $module"
done

shared=trans=virtio,version=9p2000.L,msize=512000
mount -t 9p -o "$shared,cache=loose,ro" root /host
mount -t proc proc /host/proc
mount -t sysfs sys /host/sys
mount -t devtmpfs dev /host/dev
mount -t tmpfs run /host/run
mkdir /host/run/exchange /host/run/tmp
mount -t 9p -o "$shared" exchange /host/run/exchange

# Ends by itself even when nobody is left on the host to end it.
timeout -s KILL "$(cat /timeout_s)" chroot /host /bin/sh /run/exchange/command >/host/run/exchange/output 2>&1
echo $? >/host/run/exchange/status
poweroff -f
