/** Numbers of calls, as guests put them into t0. */
export const CALL = {
  halt: 0x00,
  write: 0x02,
  enter: 0x03,
  exit: 0x04,
  commit: 0x10,
  deferred: 0x1a,
  hintLen: 0xf0,
  hintRead: 0xf1,
  shaExtend: 0x300105,
  shaCompress: 0x010106,
  keccakPermute: 0x010109,
  uint256Mul: 0x01011d,
} as const;
