/** The kernels of hls/kernels as a host sees them; hls/include/merkle_interface.h is what both agree on. */

export interface KernelArgument {
  readonly name: string;
  /** A buffer in the card's memory, whose address is the register; or a number. */
  readonly isBuffer: boolean;
  /** Of its register. */
  readonly offset: number;
  readonly bytes: number;
}

/** kMerkleInterfaceVersion. */
export const MERKLE_INTERFACE_VERSION = 1;

/** Hash sets of each kernel. */
export const MERKLE_KERNELS: Readonly<Record<string, readonly string[]>> = {
  poseidon2_merkle: ['p2-24-16', 'p2-16'],
  keccak_merkle: ['keccak'],
};

const BUFFERS = ['rows', 'digests_in', 'digests_out', 'table', 'results'];
const SCALARS = [
  'mode',
  'hash_set',
  'log_leaves',
  'first_level',
  'last_level',
  'slice',
  'log_slices',
  'matrices',
  'indices',
];

/** Where Vitis HLS puts the first argument; each is followed by an unused word. */
const FIRST_REGISTER = 0x10;

/** kMerkleRegisters. */
export const MERKLE_ARGUMENTS: readonly KernelArgument[] = placeArguments();

function placeArguments(): KernelArgument[] {
  let offset = FIRST_REGISTER;
  return [...BUFFERS, ...SCALARS].map((name) => {
    const isBuffer = BUFFERS.includes(name);
    const placed = { name, isBuffer, offset, bytes: isBuffer ? 8 : 4 };
    offset += placed.bytes + 4;
    return placed;
  });
}
