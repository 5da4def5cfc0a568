/* What the world does to a process, where no real world is there to do it: preloaded into the service by a drop-in.

   A file in $FAULTS switches each fault on:
     busy      the card is held by another program: snd_pcm_open() fails with EBUSY
     rate      the card gives 44100 Hz, whatever it is asked for
     zeros     the microphone delivers zeros only; stuck: one value; clipping: a square wave at full scale
     clock     seconds that the wall clock is ahead of the host's (behind it: negative)

   The product has no code for it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const char *path_of(const char *name) {
    static __thread char path[256];
    const char *folder = getenv("FAULTS");
    snprintf(path, sizeof path, "%s/%s", folder ? folder : "/nowhere", name);
    return path;
}

static int is_on(const char *name) { return access(path_of(name), F_OK) == 0; }

/* An extension module of Python loads ALSA for itself alone, so that RTLD_NEXT does not see it. Some functions have two
   versions, of which programs use the newer one. */
static void *real_alsa(const char *name) {
    void *library = dlopen("libasound.so.2", RTLD_LAZY | RTLD_NOLOAD);
    void *newer = dlvsym(library, name, "ALSA_0.9.0rc4");
    return newer ? newer : dlsym(library, name);
}

#define REAL_ALSA(name) ((__typeof__(&name))real_alsa(#name))
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

typedef struct snd_pcm snd_pcm_t;
typedef struct snd_pcm_hw_params snd_pcm_hw_params_t;

int snd_pcm_open(snd_pcm_t **pcm, const char *name, int stream, int mode) {
    if (is_on("busy")) return -EBUSY;
    return REAL_ALSA(snd_pcm_open)(pcm, name, stream, mode);
}

int snd_pcm_hw_params_set_rate(snd_pcm_t *pcm, snd_pcm_hw_params_t *params, unsigned rate, int dir) {
    return REAL_ALSA(snd_pcm_hw_params_set_rate)(pcm, params, is_on("rate") ? 44100 : rate, dir);
}

int snd_pcm_hw_params_set_rate_near(snd_pcm_t *pcm, snd_pcm_hw_params_t *params, unsigned *rate, int *dir) {
    if (is_on("rate")) *rate = 44100;
    return REAL_ALSA(snd_pcm_hw_params_set_rate_near)(pcm, params, rate, dir);
}

ssize_t snd_pcm_frames_to_bytes(snd_pcm_t *pcm, long frames);

long snd_pcm_readi(snd_pcm_t *pcm, void *buffer, unsigned long size) {
    long count = REAL_ALSA(snd_pcm_readi)(pcm, buffer, size);
    if (count <= 0) return count;
    short *samples = buffer;
    long length = REAL_ALSA(snd_pcm_frames_to_bytes)(pcm, count) / (long)sizeof *samples;
    static long place;
    int zeros = is_on("zeros"), stuck = is_on("stuck"), clipping = is_on("clipping");
    for (long index = 0; index < length; index++, place++) {
        if (zeros) samples[index] = 0;
        else if (stuck) samples[index] = 9000;
        else if (clipping) samples[index] = place / 80 % 2 ? 32767 : -32768;
    }
    return count;
}

static long ahead_s(void) {
    static __thread long long read_at_ns;
    static __thread long ahead;
    struct timespec now;
    REAL(clock_gettime)(CLOCK_MONOTONIC, &now);
    long long now_ns = now.tv_sec * 1000000000LL + now.tv_nsec;
    if (!read_at_ns || now_ns - read_at_ns > 100000000) {
        FILE *file = fopen(path_of("clock"), "r");
        ahead = 0;
        if (file) {
            if (fscanf(file, "%ld", &ahead) != 1) ahead = 0;
            fclose(file);
        }
        read_at_ns = now_ns;
    }
    return ahead;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = REAL(clock_gettime)(clock, time);
    if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += ahead_s();
    return result;
}
