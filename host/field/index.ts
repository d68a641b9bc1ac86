export { bitReversed, reverseBits } from './bit-reversal.js';
export type { Challenger } from './challenger.js';
export { dft, inverseDft } from './dft.js';
export { DuplexChallenger } from './duplex-challenger.js';
export {
  babyBear4,
  ExtensionField,
  koalaBear4,
  koalaBear5,
  type Ext,
  type ExtensionModulus,
} from './extension-field.js';
export { FieldError, type FieldErrorCode } from './field-error.js';
export { HASH_SET_NAMES, hashSet, isHashSetName, type HashSet, type HashSetName } from './hash-set.js';
export { KeccakChallenger } from './keccak-challenger.js';
export { KECCAK_STATE_WORDS, keccakF } from './keccak-f.js';
export { KeccakMerkleHash } from './keccak-merkle-hash.js';
export { keccak256 } from './keccak256.js';
export { MerkleError, type MerkleErrorCode } from './merkle-error.js';
export { DIGEST_WORDS, digestsEqual, type Digest, type MerkleHash } from './merkle-hash.js';
export { MerkleShape, type MatrixDimensions } from './merkle-shape.js';
export {
  siblingCount,
  verifyMultiOpening,
  verifyOpening,
  type MultiOpening,
  type Row,
} from './merkle-verify.js';
export { evaluatePolynomial, evaluatePolynomialAtBase } from './polynomial.js';
export { Poseidon2MerkleHash } from './poseidon2-merkle-hash.js';
export {
  poseidon2Parameters,
  type Poseidon2Name,
  type Poseidon2Parameters,
  type Poseidon2Width,
} from './poseidon2-parameters.js';
export { Poseidon2, poseidon2 } from './poseidon2.js';
export { babyBear, koalaBear, PrimeField, type PrimeFieldName } from './prime-field.js';
export { sha256 } from './sha256.js';
export { copyBytes, copyWords, isUint32Array, isUint8Array, typedArrayLength } from './typed-array.js';
