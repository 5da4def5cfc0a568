#!/bin/busybox sh
# The first process of the guest: loads the modules, mounts the folders of the host, runs one command, powers off.
# The root of the host is at /host, read-only. Only /host/run/exchange can be written from both sides.
# shellcheck shell=dash

/bin/busybox --install -s /bin
export PATH=/bin
mkdir /proc /host
mount -t proc proc /proc
for module in /modules/*.ko; do
    parameters=
    # One substream, as on most cards: a second program that opens the card gets the error "busy".
    case $module in *snd_aloop.ko) parameters='id=Loopback pcm_substreams=1' ;; esac
    # shellcheck disable=SC2086 # no parameters, or several words
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

# The guest ends by itself, even if the test on the host was killed.
timeout -s KILL "$(cat /timeout_s)" chroot /host /bin/sh /run/exchange/command >/host/run/exchange/output 2>&1
echo $? >/host/run/exchange/status
poweroff -f
