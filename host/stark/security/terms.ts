import { sum, type Quantities } from './quantities.js';

/** Papers of docs/security.md. */
export type SourceId =
  'BCIKS20' | 'BCHKS25' | 'BGKS20' | 'ETHSTARK' | 'H22-FRI' | 'H22-LOGUP' | 'STARKFRI24' | 'SPONGE';

export const TERM_TITLES = {
  ali: 'constraint combination (ALI)',
  deep: 'out-of-domain point (DEEP)',
  logup: 'lookup fingerprints (LogUp)',
  batching: 'combination of columns (batching)',
  folding: 'FRI folding',
  query: 'FRI queries',
  hash: 'hash collision',
} as const;

export type TermName = keyof typeof TERM_TITLES;

/** One way to cheat: a proof of a wrong statement gets through by it with probability 2^-bits per attempt. */
export interface SecurityTerm {
  readonly name: TermName;
  readonly bits: number;
  /** The error, or the cost, in the symbols of docs/security.md. */
  readonly formula: string;
  readonly sources: readonly SourceId[];
}

/** How far words may be from codewords in the analysis. */
export type RegimeName = 'unique' | 'list';

/** What the terms need to know of a regime. */
export interface Regime {
  readonly name: RegimeName;
  /** The parameter of the list-decoding regime. */
  readonly m: number | null;
  /** Codewords near one word, at most. */
  readonly listSize: number;
  /** Share of positions at which a word that is not near may agree with a codeword. */
  readonly agreement: number;
  /** Challenges that bring two words of which one is not near to a near one, at most, by length of the words. */
  readonly badChallenges: (domain: number) => number;
}

/** How list sizes enter where sources differ. */
export interface ListCharges {
  /** Power of the list size in the DEEP term: 2 in STARKFRI24, 1 in soundcalc and Plonky3. */
  readonly deepPower: 1 | 2;
}

/** Less than (1 - rho)/2 away: at most one codeword is near. */
export function uniqueDecoding(rate: number): Regime {
  return {
    name: 'unique',
    m: null,
    listSize: 1,
    agreement: (1 + rate) / 2,
    badChallenges: (domain) => domain + 1,
  };
}

/**
 * Up to 1 - sqrt(rho+)(1 + 1/2m) away, where rho+ = rho (1 + pointsPerRow): opening a column at c points shows it
 * near a polynomial of degree below rows + c. Other bounds take rho, at which they are the weaker ones.
 */
export function listDecoding(rate: number, m: number, pointsPerRow: number): Regime {
  const root = Math.sqrt(rate);
  const half = m + 0.5;
  const margin = 1 + 1 / (2 * m);
  const perPosition = (2 * half ** 5 + 3 * half * (1 - root * margin) * rate) / (3 * rate * root);
  return {
    name: 'list',
    m,
    listSize: half / root,
    agreement: root * Math.sqrt(1 + pointsPerRow) * margin,
    badChallenges: (domain) => perPosition * domain + half / root,
  };
}

/** All terms of a statement that has them, in a regime. */
export function termsOf(q: Quantities, regime: Regime, charges: ListCharges): SecurityTerm[] {
  const isList = regime.name === 'list';
  const { listSize, badChallenges } = regime;
  const gap: readonly SourceId[] = isList ? ['BCHKS25'] : ['BCIKS20'];
  const list = (power: string) => (isList ? `L${power} · ` : '');
  const terms: SecurityTerm[] = [];
  const algebraic = (
    name: TermName,
    badPoints: number,
    formula: string,
    sources: readonly SourceId[],
    work = 0,
  ): void => {
    // Nothing of the kind happens in such a proof.
    if (badPoints <= 0) return;
    const bits = Math.max(0, q.fieldBits - Math.log2(badPoints) + work);
    terms.push({ name, bits, formula, sources });
  };

  algebraic('ali', listSize * q.constraintCount, `${list('')}C / |K|`, ['ETHSTARK', 'H22-FRI']);
  algebraic(
    'deep',
    listSize ** charges.deepPower * q.deepDegree,
    `${list(charges.deepPower === 2 ? '²' : '')}E / |K|`,
    ['BGKS20', 'STARKFRI24'],
  );
  algebraic(
    'logup',
    listSize ** q.heights.length * q.denominators * (q.widestTuple + 2),
    `${list('^h')}N (W + 2) / |K|`,
    ['H22-LOGUP'],
  );
  algebraic(
    'batching',
    sum(q.heights.map(({ domain, functions }) => Math.max(functions - 1, 0) * badChallenges(domain))),
    'Σ (l − 1) B(n) / |K|',
    gap,
  );
  algebraic(
    'folding',
    q.foldingDegree * badChallenges(q.largestDomain),
    'a B(n) / |K|, work in each round',
    gap,
    q.commitWorkBits,
  );
  terms.push({
    name: 'query',
    bits: Math.max(0, -q.queryCount * Math.log2(regime.agreement)) + q.queryWorkBits,
    formula: 'α^q, work before the queries',
    sources: ['BCIKS20', 'H22-FRI'],
  });
  terms.push({
    name: 'hash',
    bits: q.collisionBits,
    formula: 'collision of 2^(c/2) hashes',
    sources: ['SPONGE'],
  });
  return terms;
}
