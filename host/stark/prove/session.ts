import type { StageRunner } from '../../dispatch/index.js';
import type { Digest, Ext } from '../../field/index.js';
import {
  Transcript,
  type ExtensionName,
  type Matrix,
  type MerkleTree,
  type Outcome,
  type Segment,
} from '../../runtime/index.js';
import type { ProofSystem } from '../proof/index.js';

/** Field elements as devices hold them: Montgomery words; an extension element is its coefficients. */
export type Words = Uint32Array;

/** What the steps of one proof share. */
export class Session {
  readonly transcript: Transcript;
  readonly extension: ExtensionName;
  /** The generator of the multiplicative group, which shifts every LDE, as a Montgomery word. */
  readonly shift: number;
  private readonly held = new Set<Matrix | MerkleTree>();
  /** What segments free that have not succeeded yet. */
  private readonly leaving = new WeakMap<Segment, (Matrix | MerkleTree)[]>();

  constructor(
    readonly system: ProofSystem,
    readonly dispatcher: StageRunner,
    transcript?: Transcript,
  ) {
    const { field, parameters } = system;
    this.transcript = transcript?.clone() ?? Transcript.create(field.name, parameters.hashSet);
    this.extension = `${field.name}^${parameters.extensionDegree}` as ExtensionName;
    this.shift = field.toMontgomery(field.generator);
  }

  /** Registers what a successful segment has left on the device, to be freed by {@link release} at the latest. */
  keep(...made: (Matrix | MerkleTree)[]): void {
    for (const one of made) this.held.add(one);
  }

  /** Frees kept data as part of a segment; it counts as kept until {@link run} has seen the segment succeed. */
  drop(segment: Segment, ...done: (Matrix | MerkleTree)[]): void {
    segment.free(...done);
    this.leave(segment, ...done);
  }

  /** The same for data that ops of the segment free by themselves. */
  leave(segment: Segment, ...done: (Matrix | MerkleTree)[]): void {
    this.leaving.set(segment, [...(this.leaving.get(segment) ?? []), ...done]);
  }

  /** Runs a segment as a stage. Where it fails, what it was to free is still kept. */
  async run(stage: string, segment: Segment): Promise<Outcome> {
    const outcome = await this.dispatcher.run(stage, segment);
    for (const one of this.leaving.get(segment) ?? []) this.held.delete(one);
    return outcome;
  }

  /** Frees all that is still kept, whether the proof has succeeded or failed, and even where it was cancelled. */
  async release(): Promise<void> {
    if (this.held.size === 0) return;
    const held = [...this.held];
    this.held.clear();
    await this.dispatcher.free(...held);
  }

  /** Observes canonical numbers, such as heights, arities and public values. */
  observeNumbers(numbers: readonly number[]): void {
    this.transcript.observe(Uint32Array.from(numbers, (x) => this.system.field.toMontgomery(x)));
  }

  observeExts(elements: readonly Ext[]): void {
    const { field, extension } = this.system;
    const words = new Uint32Array(elements.length * extension.degree);
    let at = 0;
    for (const element of elements)
      for (const coefficient of element) words[at++] = field.toMontgomery(coefficient);
    this.transcript.observe(words);
  }

  observeCap(cap: readonly Words[]): void {
    for (const digest of cap) this.transcript.observeDigests(digest);
  }

  /** A challenge, canonical. */
  sampleExt(): Ext {
    return this.toExt(this.transcript.sample(this.system.extension.degree));
  }

  /** The smallest witness for so many bits of work, found on the device and observed; 0 for 0 bits. */
  async grind(stage: string, bits: number): Promise<number> {
    if (bits === 0) return 0;
    const segment = this.dispatcher.segment();
    const result = segment.grind(this.transcript.grindProblem(bits));
    const witness = (await this.run(stage, segment)).get(result);
    this.transcript.observe(Uint32Array.of(witness));
    this.transcript.sampleBits(bits);
    return this.system.field.fromMontgomery(witness);
  }

  toExt(words: Words): Ext {
    return this.toCanonical(words);
  }

  /** Canonical elements. A loop, since `Array.from` with a callback takes several times as long. */
  toCanonical(words: Words): number[] {
    const { field } = this.system;
    const elements = new Array<number>(words.length);
    for (let i = 0; i < words.length; i++) elements[i] = field.fromMontgomery(words[i]);
    return elements;
  }

  toWords(element: Ext): number[] {
    return element.map((coefficient) => this.system.field.toMontgomery(coefficient));
  }

  /** A digest in the form of host/field. */
  toDigest(words: Words): Digest {
    return toDigest(this.system, words);
  }
}

/** A device's digest in the form of host/field. */
export function toDigest({ field, parameters }: ProofSystem, words: Words): Digest {
  if (parameters.hashSet === 'keccak') return words;
  return words.map((word) => field.fromMontgomery(word));
}
