import type { Challenger, Digest, Ext, ExtensionField, PrimeField } from '../../field/index.js';

/** What happens to a transcript, one event for each base element that goes in or out. */
export type TranscriptEvent =
  | { readonly kind: 'observe'; readonly element: number }
  | { readonly kind: 'observeDigest'; readonly digest: Digest }
  | { readonly kind: 'observeCap'; readonly cap: readonly Digest[] }
  | { readonly kind: 'sample'; readonly element: number }
  | { readonly kind: 'sampleBits'; readonly bits: number; readonly value: number }
  | { readonly kind: 'checkWitness'; readonly bits: number; readonly witness: number; readonly ok: boolean };

export type TranscriptObserver = (event: TranscriptEvent) => void;

/** A challenger that reports what is done with it. */
export class ObservedChallenger implements Challenger {
  private readonly inner: Challenger;
  private readonly report: TranscriptObserver;

  constructor(inner: Challenger, report: TranscriptObserver) {
    this.inner = inner;
    this.report = report;
  }

  get field(): PrimeField {
    return this.inner.field;
  }

  observe(element: number): void {
    this.inner.observe(element);
    this.report({ kind: 'observe', element });
  }

  observeExt(element: Ext): void {
    for (const coefficient of element) this.observe(coefficient);
  }

  observeDigest(digest: Digest): void {
    this.inner.observeDigest(digest);
    this.report({ kind: 'observeDigest', digest });
  }

  observeCap(cap: readonly Digest[]): void {
    this.inner.observeCap(cap);
    this.report({ kind: 'observeCap', cap });
  }

  sample(): number {
    const element = this.inner.sample();
    this.report({ kind: 'sample', element });
    return element;
  }

  sampleExt(extension: ExtensionField): Ext {
    const element = this.inner.sampleExt(extension);
    for (const coefficient of element) this.report({ kind: 'sample', element: coefficient });
    return element;
  }

  sampleBits(bits: number): number {
    const value = this.inner.sampleBits(bits);
    this.report({ kind: 'sampleBits', bits, value });
    return value;
  }

  checkWitness(bits: number, witness: number): boolean {
    const ok = this.inner.checkWitness(bits, witness);
    this.report({ kind: 'checkWitness', bits, witness, ok });
    return ok;
  }

  grind(bits: number): number {
    return this.inner.grind(bits);
  }

  clone(): ObservedChallenger {
    return new ObservedChallenger(this.inner.clone(), this.report);
  }
}
