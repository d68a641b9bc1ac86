import { SwitchyardError } from '../../runtime/index.js';
import { ParametersError, presetNameOf, ProofError } from '../../stark/proof/index.js';
import { describeSecurity, type SecurityReport } from '../../stark/security/index.js';
import {
  decodeRunProof,
  decodeVerifyingKey,
  MachineError,
  runSecurity,
  verifyingKeyOf,
  verifyRunInWorker,
  type RunProof,
  type VerifyingKey,
} from '../../vm/index.js';
import { ExitCode } from '../exit-code.js';
import { readInputFile } from '../files.js';
import { loadElf } from '../guest/guest-options.js';
import { demandSecurity } from '../proof/security.js';
import { formatBytes, formatCount, formatSeconds } from '../quantity.js';
import { UsageError } from '../usage-error.js';

export interface RunOptions {
  readonly elf?: string;
  readonly vk?: string;
  readonly allowExitCode?: boolean;
  readonly native?: boolean;
  readonly json?: boolean;
}

type Report =
  | {
      readonly ok: true;
      readonly shards: number;
      readonly exitCode: number;
      readonly publicValues: string;
      readonly parametersName: string;
      readonly hashSet: string;
      readonly proofBytes: number;
      readonly verifier: 'typescript' | 'native hashes';
      readonly seconds: number;
      readonly security: SecurityReport;
    }
  | { readonly ok: false; readonly check: string; readonly message: string };

/** Verifies a proof of a run against a program or its key, and prints the verdict. */
export async function verifyRunFile(bytes: Uint8Array, options: RunOptions, minBits: number): Promise<void> {
  const report = await examine(bytes, options, minBits);
  if (options.json) console.log(JSON.stringify({ schema: 'switchyard-verify/1', ...report }, null, 2));
  else printReport(report);
  if (!report.ok) process.exitCode = ExitCode.BAD;
}

async function examine(bytes: Uint8Array, options: RunOptions, minBits: number): Promise<Report> {
  const key = loadKey(options);
  let run: RunProof;
  let security: SecurityReport;
  try {
    run = decodeRunProof(bytes);
    const statement = runSecurity(run);
    if (!statement) return { ok: false, check: 'SHARDS', message: 'there are no shards' };
    security = demandSecurity(statement, minBits);
  } catch (error) {
    if (error instanceof ProofError) return { ok: false, check: error.code, message: error.message };
    if (error instanceof ParametersError) {
      return { ok: false, check: `PARAMETERS_${error.code}`, message: error.message };
    }
    if (error instanceof MachineError) return { ok: false, check: 'PARAMETERS', message: error.message };
    if (!(error instanceof SwitchyardError) || error.code !== 'SY_ERR_SECURITY') throw error;
    return { ok: false, check: error.code, message: `${error.message}. ${error.remedy}` };
  }
  const showsProgress = process.stderr.isTTY && !options.json;
  const { native, allowExitCode } = options;
  const { result, seconds } = await verifyRunInWorker(
    { key, run, minBits, native, allowExitCode },
    (verified) => {
      if (showsProgress) process.stderr.write(`\rshard ${verified} of ${run.shards.length} `);
    },
  );
  if (showsProgress) process.stderr.write('\r\x1b[K');
  if (!result.ok) return result;
  return {
    ...{ ok: true, shards: result.shards, exitCode: run.exitCode, seconds, security },
    publicValues: Buffer.from(run.publicValues).toString('hex'),
    parametersName: presetNameOf(run.parameters),
    hashSet: run.parameters.hashSet,
    proofBytes: bytes.length,
    verifier: native ? 'native hashes' : 'typescript',
  };
}

const KEY_FILE = { name: 'a verifying key', maxBytes: 64 };

function loadKey({ elf, vk }: RunOptions): VerifyingKey {
  if ((elf === undefined) === (vk === undefined)) {
    throw new UsageError('a proof of a run is verified against one of --elf and --vk');
  }
  if (elf !== undefined) return verifyingKeyOf(loadElf(elf));
  return decodeVerifyingKey(readInputFile(vk!, KEY_FILE));
}

function printReport(report: Report): void {
  if (!report.ok) {
    console.log(`refused: ${report.check}: ${report.message}`);
    return;
  }
  const { shards, exitCode, publicValues, parametersName, hashSet, proofBytes, seconds } = report;
  console.log(`verified: the program ran in ${formatCount(shards, 'shard')} to exit code ${exitCode}`);
  if (publicValues !== '') console.log(`public values ${publicValues}`);
  console.log(`parameters ${parametersName}, ${hashSet}`);
  console.log(`${describeSecurity(report.security)}; not zero-knowledge`);
  const label = report.verifier === 'typescript' ? '' : ', with native hashes';
  console.log(`${formatBytes(proofBytes)} in ${formatSeconds(seconds)}${label}`);
}
