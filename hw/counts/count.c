/* A plugin of QEMU's user mode (TCG): counts the instructions of a program, by kind, and what leaves its caches.
 *
 *   gcc -O2 -shared -fPIC -o count.so count.c
 *   qemu-aarch64 -plugin ./count.so,caches=a76 ... PROGRAM
 *
 * PROGRAM says by the system call MARK, which no kernel has, when a piece of work begins (0) and ends (its number): with
 * each end a line of JSON goes to the file that the variable COUNTS names. One thread only: the counters are not atomic.
 *
 * caches= none; a72: 32 KiB, 2 ways, then 1 MiB, 16 ways (Raspberry Pi 4); a76: 64 KiB, 4 ways, 512 KiB, 8 ways, then
 * 2 MiB, 16 ways (Raspberry Pi 5). Lines of 64 bytes, least recently used out first, nothing is prefetched: `missed` is
 * what is read from memory, `evicted` what is written back. All of a shared cache is for this one program.
 *
 * Part of the voice appliance, GPL-3.0-or-later. Declared here is what it uses of QEMU's plugin interface, version 1.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MARK = 5000, LINE_BITS = 6, LEVELS = 3 };

typedef uint64_t plugin_id;
typedef struct { const char *target_name; struct { int min, cur; } version; bool system_emulation; } plugin_info;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, void (*)(plugin_id, struct qemu_plugin_tb *));
extern void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *, int, void *, uint64_t);
extern void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *, void (*)(unsigned, uint32_t, uint64_t, void *),
                                             int, int, void *);
extern void qemu_plugin_register_vcpu_syscall_cb(plugin_id, void (*)(plugin_id, unsigned, int64_t, uint64_t, uint64_t,
                                                 uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t));
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
extern const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
extern unsigned qemu_plugin_mem_size_shift(uint32_t);
extern bool qemu_plugin_mem_is_store(uint32_t);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

enum kind { OTHER, BRANCH, LOAD_STORE, MULTIPLY, VECTOR, KINDS };
static const char *const names[KINDS] = {"other", "branch", "load_store", "multiply", "vector"};
static uint64_t counts[KINDS], at_begin[KINDS];
static uint64_t loaded, stored, missed, evicted;
static bool is_arm;
static FILE *out;

struct level { unsigned sets, ways; uint64_t *tags, *used; bool *dirty; };
static struct level caches[LEVELS];
static unsigned levels;
static uint64_t now;

/* By the top-level encoding of the Arm Architecture Reference Manual, C4.1, and the tables of the vector multiplies. */
static enum kind kind_of(uint32_t op)
{
    if ((op >> 26 & 7) == 5) return BRANCH;
    if ((op >> 25 & 5) == 4) return LOAD_STORE;
    if ((op >> 25 & 7) != 7) return OTHER;
    bool is_vector = (op >> 28 & 1) == 0;
    if (!is_vector) return (op >> 24 & 0x1f) == 0x1f || ((op >> 21 & 1) && (op >> 10 & 0x3f) == 2) ? MULTIPLY : VECTOR;
    unsigned top = op >> 24 & 0x1f, same = op >> 11 & 0x1f, different = op >> 12 & 0xf;
    if (top == 0x0f) return (op >> 10 & 1) ? VECTOR : MULTIPLY;                 /* by an element */
    if (top != 0x0e) return VECTOR;
    if (!(op >> 21 & 1)) return (op >> 15 & 1) && (op >> 10 & 1) && (op >> 22 & 3) == 2 ? MULTIPLY : VECTOR; /* dot products */
    if (op >> 10 & 1) return same == 0x12 || same == 0x13 || same == 0x19 || same == 0x1b ? MULTIPLY : VECTOR;
    if ((op >> 10 & 3) == 0) return different == 0x8 || different == 0xa || different == 0xc ? MULTIPLY : VECTOR;
    return VECTOR;
}

static bool touch(struct level *cache, uint64_t line, bool is_store, uint64_t *victim)
{
    uint64_t *tags = cache->tags + line % cache->sets * cache->ways, *used = cache->used + (tags - cache->tags);
    bool *dirty = cache->dirty + (tags - cache->tags);
    unsigned oldest = 0;
    for (unsigned way = 0; way < cache->ways; way++) {
        if (tags[way] == line) { used[way] = ++now; dirty[way] |= is_store; return true; }
        if (used[way] < used[oldest]) oldest = way;
    }
    *victim = dirty[oldest] ? tags[oldest] : 0;
    tags[oldest] = line, used[oldest] = ++now, dirty[oldest] = is_store;
    return false;
}

static void access_line(unsigned number, uint64_t line, bool is_store)
{
    uint64_t victim = 0;
    if (number == levels) { if (is_store) evicted += 1 << LINE_BITS; else missed += 1 << LINE_BITS; return; }
    if (touch(&caches[number], line, is_store, &victim)) return;
    if (victim) access_line(number + 1, victim, true);      /* written back; it is below already, or goes there now */
    if (number + 1 < levels || !is_store) access_line(number + 1, line, false);
    else missed += 1 << LINE_BITS;
}

static void on_memory(unsigned cpu, uint32_t info, uint64_t address, void *data)
{
    static uint64_t last;
    unsigned bytes = 1u << qemu_plugin_mem_size_shift(info);
    bool is_store = qemu_plugin_mem_is_store(info);
    if (is_store) stored += bytes; else loaded += bytes;
    uint64_t line = (address >> LINE_BITS) + 1, after = (((address + bytes - 1) >> LINE_BITS)) + 1;
    if (!levels || (line == last && line == after && !is_store)) return;
    last = after;
    access_line(0, line, is_store);
    if (after != line) access_line(0, after, is_store);
}

static bool watches_memory;

static void on_translated(plugin_id id, struct qemu_plugin_tb *tb)
{
    uint64_t of_kind[KINDS] = {0};
    size_t count = qemu_plugin_tb_n_insns(tb);
    for (size_t i = 0; i < count; i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
        uint32_t op = 0;
        if (is_arm) memcpy(&op, qemu_plugin_insn_data(insn), 4);
        of_kind[is_arm ? kind_of(op) : OTHER]++;
        if (watches_memory) qemu_plugin_register_vcpu_mem_cb(insn, on_memory, 0, 3, NULL);
    }
    for (int kind = 0; kind < KINDS; kind++)
        if (of_kind[kind]) qemu_plugin_register_vcpu_tb_exec_inline(tb, 0, &counts[kind], of_kind[kind]);
}

static void on_call(plugin_id id, unsigned cpu, int64_t number, uint64_t mark, uint64_t b, uint64_t c, uint64_t d,
                    uint64_t e, uint64_t f, uint64_t g, uint64_t h)
{
    if (number != MARK) return;
    if (mark) {
        uint64_t total = 0;
        fprintf(out, "{\"mark\": %" PRIu64, mark);
        for (int kind = 0; kind < KINDS; kind++) {
            fprintf(out, ", \"%s\": %" PRIu64, names[kind], counts[kind] - at_begin[kind]);
            total += counts[kind] - at_begin[kind];
        }
        fprintf(out, ", \"instructions\": %" PRIu64 ", \"loaded\": %" PRIu64 ", \"stored\": %" PRIu64
                ", \"missed\": %" PRIu64 ", \"evicted\": %" PRIu64 "}\n", total, loaded, stored, missed, evicted);
        fflush(out);
    }
    memcpy(at_begin, counts, sizeof counts);
    loaded = stored = missed = evicted = 0;
}

static void add_cache(unsigned kib, unsigned ways)
{
    struct level *cache = &caches[levels++];
    size_t lines = (size_t)kib * 1024 >> LINE_BITS;
    *cache = (struct level){lines / ways, ways, calloc(lines, 8), calloc(lines, 8), calloc(lines, sizeof(bool))};
}

__attribute__((visibility("default"))) int qemu_plugin_install(plugin_id id, const plugin_info *info, int argc, char **argv)
{
    const char *path = getenv("COUNTS");
    is_arm = strcmp(info->target_name, "aarch64") == 0;
    if (!path || !(out = fopen(path, "a"))) { fprintf(stderr, "COUNTS: names no file that can be written\n"); return 1; }
    for (int i = 0; i < argc; i++) {
        if (!strcmp(argv[i], "caches=a72")) add_cache(32, 2), add_cache(1024, 16);
        else if (!strcmp(argv[i], "caches=a76")) add_cache(64, 4), add_cache(512, 8), add_cache(2048, 16);
        else if (!strcmp(argv[i], "caches=none")) continue;
        else { fprintf(stderr, "%s: must be caches=none, a72 or a76\n", argv[i]); return 1; }
        watches_memory = levels > 0;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translated);
    qemu_plugin_register_vcpu_syscall_cb(id, on_call);
    return 0;
}
