# What U-Boot does at power-on: chooses a slot, counts the attempt, boots it. deploy/image makes boot.scr of it.
#
# BOOT_ORDER, BOOT_A_LEFT and BOOT_B_LEFT are RAUC's, and have its meaning. They are in the partition boot-state, one
# sector with a check sum, and once more 8 sectors further on: a power cut while one is written leaves the other. If
# both are damaged, slot A is tried, then B.

setexpr memory ${kernel_addr_r} \& 0xf0000000
setexpr kernel_at ${memory} + 0x04000000
setexpr initramfs_at ${memory} + 0x0c000000
setexpr state_at ${memory} + 0x03f00000
part start ${devtype} ${devnum} 2 state_first
setexpr state_second ${state_first} + 8

setenv BOOT_ORDER
setenv is_known 0
for sector in ${state_first} ${state_second}; do
    if test ${is_known} = 0; then
        if ${devtype} read ${state_at} ${sector} 1; then
            if env import -c ${state_at} 0x200 BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT; then setenv is_known 1; fi
        fi
    fi
done
test -n "${BOOT_ORDER}" || setenv BOOT_ORDER "A B"
test -n "${BOOT_A_LEFT}" || setenv BOOT_A_LEFT 3
test -n "${BOOT_B_LEFT}" || setenv BOOT_B_LEFT 3

setenv slot
for name in ${BOOT_ORDER}; do
    if test -z "${slot}"; then
        if test ${name} = A; then
            if itest ${BOOT_A_LEFT} > 0; then
                setexpr BOOT_A_LEFT ${BOOT_A_LEFT} - 1
                setenv slot A; setenv kernel_part 3; setenv root_name root-a
            fi
        else
            if itest ${BOOT_B_LEFT} > 0; then
                setexpr BOOT_B_LEFT ${BOOT_B_LEFT} - 1
                setenv slot B; setenv kernel_part 5; setenv root_name root-b
            fi
        fi
    fi
done
if test -z "${slot}"; then
    # Every slot has used up its attempts: begin anew, with the first.
    setenv BOOT_A_LEFT 3; setenv BOOT_B_LEFT 3
fi
env export -c -s 0x200 ${state_at} BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT
${devtype} write ${state_at} ${state_first} 1
${devtype} write ${state_at} ${state_second} 1
if test -z "${slot}"; then reset; fi

# The hardware watchdog, from here on: 14 s, as systemd sets it later. The kernel takes over a running one. Its
# registers, since Debian's U-Boot has no driver for it. Not yet run on a Raspberry Pi.
if test -n "${fdt_addr}"; then fdt addr ${fdt_addr}; fi
setenv board
fdt get value board / compatible 0
setenv watchdog_at
if test "${board}" = "raspberrypi,4-model-b"; then setenv watchdog_at 0xfe100000; fi
if test "${board}" = "raspberrypi,4-compute-module"; then setenv watchdog_at 0xfe100000; fi
if test "${board}" = "raspberrypi,400"; then setenv watchdog_at 0xfe100000; fi
if test -n "${watchdog_at}"; then
    setexpr watchdog_time ${watchdog_at} + 0x24
    setexpr watchdog_control ${watchdog_at} + 0x1c
    mw.l ${watchdog_time} 0x5a0e0000
    mw.l ${watchdog_control} 0x5a000020
fi

setenv console_of tty1
if itest ${memory} > 0; then setenv console_of ttyAMA0; fi
setenv bootargs "root=PARTLABEL=${root_name} rootfstype=squashfs ro rauc.slot=${slot} console=${console_of} panic=5 quiet"
if load ${devtype} ${devnum}:1 ${state_at} kernel-arguments.txt; then
    env import -t -r ${state_at} ${filesize} more_arguments
    setenv bootargs "${bootargs} ${more_arguments}"
fi
echo "Slot ${slot}: ${BOOT_ORDER}, ${BOOT_A_LEFT} ${BOOT_B_LEFT} attempts left"
load ${devtype} ${devnum}:${kernel_part} ${kernel_at} vmlinuz
load ${devtype} ${devnum}:${kernel_part} ${initramfs_at} initrd.img
booti ${kernel_at} ${initramfs_at}:${filesize} ${fdt_addr}
# It cannot be booted. The attempt is counted.
reset
