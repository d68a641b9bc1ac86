import { FORM_CHECKS } from '../proof/index.js';

/** Every check of what a proof says, in about the order in which they are made. */
const CONTENT_CHECKS = {
  PUBLIC_VALUES: 'as many public values as the table declares, all canonical',
  PREPROCESSED: 'the preprocessed commitment that the verifier was given fits the tables and their degrees',
  LOOKUP_SUM: 'the terminals of all tables add up to zero: the messages on every bus cancel',
  OOD_POINT: 'the out-of-domain point lies outside of the trace domain',
  COMMIT_POW: 'the proof of work before a folding challenge',
  QUERY_POW: 'the proof of work before the query indices',
  INPUT_OPENING: 'the rows opened at the queries belong to the input commitments',
  OPENING_POINT: 'no query point is an opening point',
  CONSTANT_OPENING: 'a table of one row is opened consistently: its quotient is zero',
  FINAL_POLYNOMIAL: 'every query folds to the value of the final polynomial',
  FOLDING_OPENING: 'the rows used in folding belong to the commitments of the folding rounds',
  TABLE: 'the table can be evaluated over the field of the parameters and yields all its constraints',
  CONSTRAINTS: 'the constraints at the out-of-domain point equal quotient times vanishing polynomial',
} as const;

/** All checks of a proof, of its form and of what it says, each with what holds if it passes. */
export const CHECKS = { ...FORM_CHECKS, ...CONTENT_CHECKS } as const;

/** The name of a failed check. */
export type Check = keyof typeof CHECKS;

/** A check of what a proof says. */
export type VerificationCheck = keyof typeof CONTENT_CHECKS;

/** A proof of the right form that is not valid; `code` names the first check that failed. */
export class VerificationError extends Error {
  override readonly name = 'VerificationError';
  readonly code: VerificationCheck;

  /** @param detail - where, or why; the sentence of the check precedes it */
  constructor(code: VerificationCheck, detail?: string) {
    super(`failed: ${CHECKS[code]}${detail === undefined ? '' : ` (${detail})`}`);
    this.code = code;
  }
}
