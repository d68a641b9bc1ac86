// Merkle trees of rows of words with Keccak-f[1600]: the kernel's ports and registers. hls/include/
// merkle_interface.h says what they mean, README.md how the kernel works and what it costs.
#include "keccak_merkle.h"

using switchyard::fpga::Beat;

extern "C" void keccak_merkle(const Beat* rows, const Beat* digests_in, Beat* digests_out, const Beat* table,
                              Beat* results, uint32_t mode, uint32_t hash_set, uint32_t log_leaves,
                              uint32_t first_level, uint32_t last_level, uint32_t slice, uint32_t log_slices,
                              uint32_t matrices, uint32_t indices) {
// Single beats in order: requests in flight, not bursts, keep the port busy.
#pragma HLS INTERFACE m_axi port = rows bundle = gmem0 offset = slave num_read_outstanding = 256 latency = 128
#pragma HLS INTERFACE m_axi port = digests_in bundle = gmem1 offset = slave num_read_outstanding = 64
#pragma HLS INTERFACE m_axi port = digests_out bundle = gmem1 offset = slave num_write_outstanding = 64
#pragma HLS INTERFACE m_axi port = table bundle = gmem2 offset = slave
#pragma HLS INTERFACE m_axi port = results bundle = gmem2 offset = slave
#pragma HLS INTERFACE s_axilite port = rows
#pragma HLS INTERFACE s_axilite port = digests_in
#pragma HLS INTERFACE s_axilite port = digests_out
#pragma HLS INTERFACE s_axilite port = table
#pragma HLS INTERFACE s_axilite port = results
#pragma HLS INTERFACE s_axilite port = mode
#pragma HLS INTERFACE s_axilite port = hash_set
#pragma HLS INTERFACE s_axilite port = log_leaves
#pragma HLS INTERFACE s_axilite port = first_level
#pragma HLS INTERFACE s_axilite port = last_level
#pragma HLS INTERFACE s_axilite port = slice
#pragma HLS INTERFACE s_axilite port = log_slices
#pragma HLS INTERFACE s_axilite port = matrices
#pragma HLS INTERFACE s_axilite port = indices
#pragma HLS INTERFACE s_axilite port = return
  switchyard::fpga::KeccakMerkle<>::run(
      rows, digests_in, digests_out, table, results,
      {mode, hash_set, log_leaves, first_level, last_level, slice, log_slices, matrices, indices});
}
