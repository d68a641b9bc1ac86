import { formatBits } from '../../stark/security/index.js';
import { deviceLabel } from '../device-label.js';
import { formatBytes, formatDigits, formatRate, formatSeconds, formatShare } from '../quantity.js';
import { formatTable } from '../table.js';
import { describeModel } from './model-log.js';
import type { LinkBytes } from '../../runtime/index.js';
import { describePeer } from './peer.js';
import { energyTable } from './energy-table.js';
import { describeChange, type BenchFile, type BenchResult, type ProofFigures } from './results.js';

/** Prints proofs, one line each, and below where the time of each went. */
export function printProofs({ machine, results }: BenchFile, before: BenchFile | undefined): void {
  console.log(`${machine.processor}\n`);
  const header = ['op', 'shape', 'hash', 'params', 'device', 'isa', 'threads', 'median', 'spread', 'rate'];
  const right = new Set(['threads', 'median', 'spread', 'rate']);
  const withPeer = results.some(({ peer }) => peer);
  if (withPeer) header.push('peer');
  if (before) header.push('before');
  const rows = results.map((result) => [
    result.proof?.isUploaded ? `${result.op}, uploaded` : result.op,
    result.shape,
    result.proof?.hash ?? '',
    result.proof?.parameters ?? '',
    deviceLabel(result.device, result.modelled !== undefined),
    result.isa,
    String(result.threads),
    formatSeconds(result.medianSeconds),
    formatShare((result.maxSeconds - result.minSeconds) / result.medianSeconds),
    formatRate(result.rate, `${result.unit}/s`),
    ...(withPeer ? [describePeer(result)] : []),
    ...(before ? [describeChange(result, before)] : []),
  ]);
  console.log(formatTable(header, rows, right));
  const energy = energyTable(results, 'proof');
  if (energy !== undefined) console.log(`\n${energy}`);
  for (const result of results) printDetails(result);
}

function describeLink({ toDevice, toHost }: LinkBytes): string {
  return `${formatBytes(toDevice)} to the device, ${formatBytes(toHost)} back`;
}

function printDetails({ threads, proof, modelled }: BenchResult): void {
  if (!proof) return;
  const figures = [
    [
      'predicted',
      typeof proof.predictedSeconds !== 'number' ? 'not measured yet' : formatSeconds(proof.predictedSeconds),
    ],
    ['trace generation, apart', formatSeconds(proof.traceSeconds)],
    ['verification, apart', formatSeconds(proof.verifySeconds)],
    ['proof', formatBytes(proof.proofBytes)],
    [
      'proven security',
      proof.securityBits === undefined ? 'unknown' : `${formatBits(proof.securityBits)} bits`,
    ],
    ['peak on the device', formatBytes(proof.peakDeviceBytes)],
    ...Object.entries(proof.linkBytes ?? {}).map(([device, link]) => [
      `over the link of ${device}`,
      describeLink(link),
    ]),
    ['peak of the process', formatBytes(proof.peakProcessBytes)],
    ...(proof.cells === undefined
      ? []
      : [['cells, main and permutation', formatRate(proof.cells, '').trimEnd()]]),
    ...(proof.lookupShare === undefined
      ? []
      : [['permutation and quotient', describeLookupShare(proof.lookupShare)]]),
    ['main thread busy', `${formatDigits(proof.mainThreadShare * 100, 2)} %`],
    ...(modelled ? describeModel(modelled) : []),
  ];
  console.log(`\n${threads} ${threads === 1 ? 'thread' : 'threads'}`);
  for (const [name, value] of figures) console.log(`  ${name.padEnd(27)}  ${value}`);
  const stages = proof.stages.map(({ stage, seconds }) => [
    stage,
    formatSeconds(seconds),
    formatShare(seconds / proof.runSeconds),
  ]);
  console.log(`\n${formatTable(['stage', 'time', 'share'], stages, new Set(['time', 'share']))}`);
}

function describeLookupShare({ ops, withCommitments }: NonNullable<ProofFigures['lookupShare']>): string {
  return `${formatShare(ops)} of the time, ${formatShare(withCommitments)} with their commitments`;
}
