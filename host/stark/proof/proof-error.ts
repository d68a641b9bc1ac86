/** Every check of a proof's form, whichever source it is read from. */
export const FORM_CHECKS = {
  MAGIC: 'a proof file starts with the eight bytes SWYPROOF',
  VERSION: 'version and kind of a proof file are known',
  CHIP_NAME: 'a proof file names a chip, or a batch of chips, that the verifier knows',
  SHAPE_ID: 'a proof file of a batch names one of its shapes',
  PUBLIC_VALUE_COUNT: 'a proof file has at most 4096 public values',
  TRUNCATED: 'the bytes do not end before the proof does',
  TRAILING_BYTES: 'the bytes end where the proof does',
  VARINT: 'numbers in bytes have their shortest form and at most 64 bits',
  OPTION_TAG: 'the tag of an option is 0 or 1',
  SYNTAX: 'the document is JSON',
  STRUCTURE: 'objects have exactly their members, and arrays stand where they belong',
  DEGREE_BITS: 'the number of rows is one that the parameters, the field and the caller allow',
  TABLES: 'a batch has 1 to 64 tables, and its proof as many as the verifier knows of',
  HEIGHT: 'the tables of a batch have the heights that the caller fixed, and none is too low for the cap',
  LOOKUP_OVERFLOW: 'no multiplicity of a bus can wrap around: the sum of weight times height is below p',
  LENGTH: 'every list has the length that parameters and table give it',
  OPTION: 'optional values are there exactly where the table calls for them',
  LOOKUP_TERMINAL: 'exactly the tables with lookups have a terminal',
  FIELD_ELEMENT: 'field elements are canonical',
  DIGEST: 'digests are canonical',
  FRI_ARITY: 'folding arities follow the schedule',
} as const;

/** What is wrong with the form of a proof. */
export type ProofErrorCode = keyof typeof FORM_CHECKS;

/** A proof that has not the one form its parameters and its table allow; the message says where. */
export class ProofError extends Error {
  override readonly name = 'ProofError';
  readonly code: ProofErrorCode;

  constructor(code: ProofErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
