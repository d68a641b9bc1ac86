// The interface between the runtime and what drives one kind of device: a small, versioned C ABI.
//
// A backend exports one symbol, switchyard_backend, and is either linked in (cpu) or a plugin. No exception
// and no C++ type crosses this line. Work arrives as segments: a segment is a list of ops between two
// transcript challenges, sent as one message of 32-bit words, so that the same bytes can cross a process
// boundary.
//
// Values: field elements are Montgomery words (R = 2^32) in [0, p). The host form of a matrix is row-major in
// natural row order; what a device makes of it is its own affair. Matrices and trees are named by 32-bit
// handles that the caller chooses, unique among the live ones of a device.
//
// A segment is atomic: when it fails or is cancelled, what its ops created is gone again and what they were
// to free is still there, except the contents of what they have consumed.
#ifndef SWITCHYARD_DEVICE_BACKEND_H
#define SWITCHYARD_DEVICE_BACKEND_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SY_ABI_VERSION 4u

typedef enum SyCode {
  SY_OK = 0,
  SY_ARGUMENT = 1,     // the caller's mistake; `argument` names the op's field
  SY_MEMORY = 2,       // the device's budget, or its memory, does not allow it
  SY_UNSUPPORTED = 3,  // an op or a size that this backend does not do
  SY_CANCELLED = 4,
  SY_DEVICE = 5,  // the device failed
} SyCode;

typedef struct SyError {
  uint32_t code;      // SyCode
  uint32_t op_index;  // in its segment; SY_NO_OP where no op is to blame
  char argument[32];  // e.g. "lde.rows"; empty where no argument is to blame
  char text[224];     // one sentence
} SyError;

#define SY_NO_OP 0xffffffffu

typedef enum SyField { SY_KOALABEAR = 0, SY_BABYBEAR = 1 } SyField;

// Extension fields: X^4 - 3, X^4 - 11, X^5 + X^2 - 1.
typedef enum SyExtension { SY_KOALABEAR_4 = 0, SY_BABYBEAR_4 = 1, SY_KOALABEAR_5 = 2 } SyExtension;

// Leaf and node hashes of a tree. A digest is always eight words.
typedef enum SyHashSet { SY_P2_24_16 = 0, SY_P2_16 = 1, SY_KECCAK = 2 } SyHashSet;

#define SY_DIGEST_WORDS 8u

typedef enum SyOpKind {
  SY_OP_UPLOAD = 1,
  SY_OP_DOWNLOAD = 2,
  SY_OP_FREE = 3,
  SY_OP_RANDOM = 4,
  SY_OP_ELEMENTWISE = 5,
  SY_OP_PERMUTE = 6,
  SY_OP_DFT = 7,
  SY_OP_LDE = 8,
  SY_OP_COMMIT = 9,
  SY_OP_OPEN = 10,
  SY_OP_EVALUATE = 11,
  SY_OP_COMBINE = 12,
  SY_OP_PROBE = 13,
  SY_OP_RESHAPE = 14,
  SY_OP_DEEP = 15,
  SY_OP_FOLD = 16,
  SY_OP_QUOTIENT = 17,
  SY_OP_GRIND = 18,
  SY_OP_FILL = 19,
  SY_OP_PERMUTATION = 20,
} SyOpKind;

// Every op starts with its kind and its whole length in words, arrays included.
typedef struct SyOpHeader {
  uint32_t kind;
  uint32_t words;
} SyOpHeader;

typedef enum SyForm { SY_MONTGOMERY = 0, SY_CANONICAL = 1 } SyForm;

// Host words to a new matrix; every word must be below p.
typedef struct SyUpload {
  SyOpHeader header;
  uint32_t output, field, rows, columns, form;
  uint32_t region, offset_low, offset_high;  // in words
} SyUpload;

// Rows first_row .. first_row + rows of a matrix to host words.
typedef struct SyDownload {
  SyOpHeader header;
  uint32_t input, first_row, rows, form;
  uint32_t region, offset_low, offset_high;  // in words
} SyDownload;

// Frees matrices or trees at the end of the segment. Followed by `count` handles.
typedef struct SyFree {
  SyOpHeader header;
  uint32_t count;
} SyFree;

// A matrix of uniform words: word i is SplitMix64(seed + i) reduced, the same on every device. For benches
// and tests.
typedef struct SyRandom {
  SyOpHeader header;
  uint32_t output, field, rows, columns, seed_low, seed_high;
} SyRandom;

typedef enum SyFunction { SY_ADD = 0, SY_SUBTRACT = 1, SY_MULTIPLY = 2, SY_INVERT = 3 } SyFunction;

// output = function(left, right) word by word; SY_INVERT takes left alone and maps 0 to 0.
typedef struct SyElementwise {
  SyOpHeader header;
  uint32_t output, function, left, right;
} SyElementwise;

typedef enum SyPermutation { SY_POSEIDON2_16 = 0, SY_POSEIDON2_24 = 1, SY_KECCAK_F = 2 } SyPermutation;

// Each row of the input is one state, permuted `repeat` times: 16 or 24 columns for Poseidon2, 50 for
// Keccak-f (25 little-endian 64-bit lanes; such words need not be below p).
typedef struct SyPermute {
  SyOpHeader header;
  uint32_t output, input, permutation, repeat;
} SyPermute;

// The transform of every column, natural order in and out.
typedef struct SyDft {
  SyOpHeader header;
  uint32_t output, input, inverse;
} SyDft;

// Evaluations of every column on the subgroup of order `rows` to evaluations on shift * (the subgroup of
// order rows << log_blowup), rows in bit-reversed order. With `consume` 1 rather than 0 it frees the input
// and may make the output in its memory, where nobody else has it: only the rest of the output is then
// charged. Such an input cannot be read from the op on, and its contents are lost when the segment then fails
// or is cancelled: its handle is still there, but can only be freed. Where memory was refused to the op
// itself, all is as before.
typedef struct SyLde {
  SyOpHeader header;
  uint32_t output, input, log_blowup, shift, consume;
} SyLde;

// Merkle tree over the rows of matrices of power-of-two heights. Followed by `count` matrix handles, in
// commit order; the matrices must outlive the tree. Result: the cap, eight words a digest.
typedef struct SyCommit {
  SyOpHeader header;
  uint32_t output, hash_set, cap_height, count;
} SyCommit;

// Rows and pruned siblings for `count` leaf indices, which follow (any order, repeats allowed). Result: for
// each index in the given order the rows of all matrices one after another; then the number of siblings; then
// the siblings level by level from the leaves, ascending.
typedef struct SyOpen {
  SyOpHeader header;
  uint32_t tree, count;
} SyOpen;

typedef enum SyOrder { SY_NATURAL = 0, SY_BIT_REVERSED = 1 } SyOrder;

// Each column is a polynomial of degree below `rows`, given by the first so many rows of the input, its
// values on the coset shift * (the subgroup of order rows): so the first rows of an LDE do. Followed by
// `points` extension points. Result: for each point, for each column, the value there.
typedef struct SyEvaluate {
  SyOpHeader header;
  uint32_t input, rows, extension, shift, order, points;
} SyEvaluate;

// A new matrix of one extension element a row: the sum over columns of weight times entry. Followed by one
// extension weight a column.
typedef struct SyCombine {
  SyOpHeader header;
  uint32_t output, input, extension;
} SyCombine;

// The same words as a matrix of other rows and columns. Shares the memory of the input.
typedef struct SyReshape {
  SyOpHeader header;
  uint32_t output, input, rows, columns;
} SyReshape;

// The DEEP quotient of one height, a matrix of one extension element a row:
//   output[r] = sum over terms and their uses of scale * (value - sum_k alpha^k M[r][k]) / (z - x_r)
// with x_r = shift * g^brev(r), for matrices M that are LDEs of `rows` rows in bit-reversed order. Followed
// by alpha; `points` extension points z, none on the coset; and `terms` records of a matrix handle and a
// number of uses, each use a point's index, scale, and value: value is the combination of the columns' values
// at z.
typedef struct SyDeep {
  SyOpHeader header;
  uint32_t output, extension, rows, shift, points, terms;
} SyDeep;

#define SY_NO_HANDLE 0xffffffffu

// Folds a column of extension values on the subgroup of order `rows`, in bit-reversed order, by 2^log_arity
// with the challenge beta: log_arity binary folds with beta, beta^2, beta^4, ... Where `addend` is a handle,
// adds beta^(2^log_arity) times that column, of the folded length. Followed by beta.
typedef struct SyFold {
  SyOpHeader header;
  uint32_t output, input, extension, log_arity, addend;
} SyFold;

// The quotient of a table's constraints over its LDE, as 2^log_chunks matrices of 2^log_rows rows and one
// column a coefficient. `main`, `preprocessed` and `permutation` (or SY_NO_HANDLE) are LDEs over the coset of
// the field's generator. native/cpu/quotient.h states the values, kit/constraint_program.h the program.
// Followed by alpha, the scalars, `program_words` words of the program, and the handles of the chunks.
typedef struct SyQuotient {
  SyOpHeader header;
  uint32_t main, preprocessed, permutation, extension, log_rows, log_chunks, scalars, program_words;
} SyQuotient;

// The permutation columns of a table with lookups, a matrix of the accumulator and each lookup's fraction.
// `main` and `preprocessed` (or SY_NO_HANDLE) are traces. native/cpu/permutation.h states the values and what
// the program's constraints stand for. A denominator that is zero is SY_ARGUMENT, of "permutation.program".
// Followed by the scalars and `program_words` words of the program. Result: the terminal, one extension
// element.
typedef struct SyPermutationColumns {
  SyOpHeader header;
  uint32_t output, main, preprocessed, extension, scalars, program_words;
} SyPermutationColumns;

// The smallest proof-of-work witness. Followed by the problem, as kit/grind_problem.h lays it out. Result:
// one word, the witness as a Montgomery word.
typedef struct SyGrind {
  SyOpHeader header;
} SyGrind;

typedef enum SyTable { SY_TABLE_POSEIDON2 = 0, SY_TABLE_KECCAK_F = 1, SY_TABLE_COMPRESSION = 2 } SyTable;

// The trace of a standard chip from the states that it permutes, one a row: of 16 columns, eight permutations
// to a row of the trace, or of 50, 24 rows of the trace for each and padding up to a power of two. Or the
// trace of the virtual machine's compressions from 17 columns, a state and a count that becomes the last
// column, a row for each.
typedef struct SyFill {
  SyOpHeader header;
  uint32_t output, input, table;
} SyFill;

typedef enum SyProbed {
  SY_PROBE_COPY = 0,
  SY_PROBE_MULTIPLY = 1,
  SY_PROBE_LOGIC = 2,
  SY_PROBE_LAUNCH = 3
} SyProbed;

// Work of a known size, for the bounds that benches are held against: SY_PROBE_COPY copies `amount` MiB in
// memory (many, so that setting up does not count), SY_PROBE_MULTIPLY does `amount` * 2^20 independent field
// multiplications in registers, SY_PROBE_LOGIC as many 64-bit three-input logic operations. SY_PROBE_LAUNCH
// starts a kernel that has nothing to do `amount` times, one after another, where devices have kernels. A
// device without arithmetic does this one alone, and is SY_UNSUPPORTED for the others.
typedef struct SyProbe {
  SyOpHeader header;
  uint32_t what, field, amount;
} SyProbe;

// Host memory that uploads read and downloads write. Must stay valid until the segment has completed.
typedef struct SyRegion {
  uint32_t* words;
  uint64_t word_count;
} SyRegion;

typedef struct SySegment {
  const uint32_t* words;  // the ops one after another; copied by submit
  uint32_t word_count;
  uint32_t op_count;
  const SyRegion* regions;  // the array is copied by submit
  uint32_t region_count;
} SySegment;

// When an op ran, in nanoseconds since the segment was submitted.
typedef struct SyTiming {
  uint64_t start;
  uint64_t end;
} SyTiming;

// What became of a segment. Pointers are valid during the call alone.
typedef struct SyCompletion {
  uint64_t ticket;
  SyError error;            // code SY_OK where all went well
  const uint32_t* results;  // of all ops, in order
  uint64_t result_words;
  const uint32_t* result_ends;  // op_count entries: where each op's result ends, in words
  const SyTiming* timings;      // op_count entries; zeros for ops that did not run
  uint32_t op_count;
  uint64_t peak_bytes;  // the most that the device held during the segment
  // Over the link between the host and the device's own memory; 0 where it has none, and of what failed.
  uint64_t to_device_bytes;
  uint64_t to_host_bytes;
} SyCompletion;

// Called once a segment, on a thread of the backend; must not block and must not call back into the device.
typedef void (*SyDone)(void* user, const SyCompletion* completion);

typedef struct SyDeviceInfo {
  char id[16];         // "cpu0"
  char model[96];      // as the hardware calls itself
  char path[32];       // how work is done on it: the instruction set, the architecture, the bitstream
  char identity[160];  // changes when a measured profile would no longer hold
  uint64_t memory_bytes;
  uint64_t ops;  // which it does: bit 1 << SyOpKind
  uint32_t threads;
  uint32_t emulated;
  int32_t numa_node;  // of the card; -1 where there is none
} SyDeviceInfo;

typedef struct SyOpenOptions {
  uint64_t budget_bytes;  // 0: the backend's default
  uint32_t threads;       // 0: all
  uint32_t queues;        // segments on one queue run in order, queues side by side; 0: one
  const char* path;       // what the device is to work with, such as an instruction set; null: the best
} SyOpenOptions;

typedef struct SyDeviceState {
  uint64_t budget_bytes;
  uint64_t used_bytes;
  uint64_t peak_bytes;
  uint32_t live_handles;
  uint32_t pending_segments;
} SyDeviceState;

typedef struct SyDevice SyDevice;

// Functions that return uint32_t give a SyCode and fill the error where it is not SY_OK.
typedef struct SyBackend {
  uint32_t abi_version;
  const char* name;
  // Having no device is no error; the error's text then says why there is none.
  uint32_t (*device_count)(uint32_t* count, SyError* error);
  uint32_t (*device_info)(uint32_t index, const SyOpenOptions* options, SyDeviceInfo* info, SyError* error);
  uint32_t (*open)(uint32_t index, const SyOpenOptions* options, SyDevice** device, SyError* error);
  // Cancels what is pending, waits for it, frees everything.
  void (*close)(SyDevice* device);
  // Queues a segment. `done` is called if and only if this returns SY_OK.
  uint32_t (*submit)(SyDevice* device, uint32_t queue, const SySegment* segment, SyDone done, void* user,
                     uint64_t* ticket, SyError* error);
  // Takes effect between ops and within long ones; the segment still completes, as cancelled or done.
  void (*cancel)(SyDevice* device, uint64_t ticket);
  void (*state)(SyDevice* device, SyDeviceState* state);
} SyBackend;

// The one symbol. Null where the backend does not speak the asked-for version.
typedef const SyBackend* (*SyBackendEntry)(uint32_t abi_version);
#define SY_BACKEND_SYMBOL "switchyard_backend"

#ifdef __cplusplus
}
#endif

#endif
