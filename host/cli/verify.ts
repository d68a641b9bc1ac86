import { Command } from 'commander';
import { SwitchyardError } from '../runtime/index.js';
import { ParametersError, presetNameOf, ProofError } from '../stark/proof/index.js';
import { DEFAULT_MIN_BITS, describeSecurity, type SecurityReport } from '../stark/security/index.js';
import { verifyInWorker, type WorkerRequest } from '../stark/verify-worker/index.js';
import { isRunProof } from '../vm/index.js';
import { ExitCode } from './exit-code.js';
import { readInputFile } from './files.js';
import { addLoadOptions } from './proof/load-options.js';
import { loadProof, type LoadedProof, type LoadOptions } from './proof/load-proof.js';
import { parseMinBits } from './proof/options.js';
import { demandSecurity, statementOf } from './proof/security.js';
import { formatBytes, formatSeconds } from './quantity.js';
import { verifyRunFile, type RunOptions } from './run/verify-run.js';

interface Options extends LoadOptions, RunOptions {
  readonly minBits: string;
  readonly json?: boolean;
  readonly native?: boolean;
}

/** What has hashed. */
type Verifier = 'typescript' | 'native hashes';

/** What `--json` prints. */
type Report =
  | (Described & {
      readonly ok: true;
      readonly verifier: Verifier;
      readonly seconds: number;
      readonly security: SecurityReport;
    })
  | (Partial<Described> & { readonly ok: false; readonly check: string; readonly message: string });

type Described = ReturnType<typeof describe>;

interface TableReport {
  readonly chip: string;
  readonly degreeBits: number;
  readonly publicValues: readonly number[];
}

interface BatchReport {
  readonly batch: string;
  readonly shapeId: number;
  readonly tables: readonly TableReport[];
}

/** `switchyard verify` */
export function verifyCommand(): Command {
  const command = new Command('verify').description(
    'verify a proof; exit code 1 and the failed check if it is bad or proves too few bits',
  );
  return addLoadOptions(command)
    .option('--elf <file>', 'for a proof of a run: the program')
    .option('--vk <file>', 'for a proof of a run: the verifying key of the program')
    .option('--allow-exit-code', 'for a proof of a run: accept another exit code than 0')
    .option('--min-bits <n>', 'refuse proofs with fewer proven bits', String(DEFAULT_MIN_BITS))
    .option('--native', 'hash with native code: faster, and no longer independent of the prover')
    .option('--json', 'machine-readable output (schema switchyard-verify/1)')
    .action(verify);
}

async function verify(file: string, options: Options): Promise<void> {
  const bytes = readInputFile(file);
  if (isRunProof(bytes)) {
    await verifyRunFile(bytes, options, parseMinBits(options.minBits));
    return;
  }
  const report = await examine(file, options);
  if (options.json) console.log(JSON.stringify({ schema: 'switchyard-verify/1', ...report }, null, 2));
  else printReport(report);
  if (!report.ok) process.exitCode = ExitCode.BAD;
}

async function examine(file: string, options: Options): Promise<Report> {
  const minBits = parseMinBits(options.minBits);
  let loaded: LoadedProof;
  try {
    loaded = loadProof(file, options);
  } catch (error) {
    if (!(error instanceof ProofError || error instanceof ParametersError)) throw error;
    const check = error instanceof ProofError ? error.code : `PARAMETERS_${error.code}`;
    return { ok: false, check, message: error.message };
  }
  let security: SecurityReport;
  try {
    security = demandSecurity(statementOf(loaded), minBits);
  } catch (error) {
    if (!(error instanceof SwitchyardError)) throw error;
    const message = `${error.message}. ${error.remedy}`;
    return { ok: false, check: error.code, message, ...describe(loaded) };
  }
  const { result, seconds } = await verifyInWorker({ ...requestOf(loaded), native: options.native });
  const verifier = options.native ? 'native hashes' : 'typescript';
  if (result.ok) return { ok: true, ...describe(loaded), verifier, seconds, security };
  return { ok: false, check: result.check, message: result.message, ...describe(loaded) };
}

function requestOf(loaded: LoadedProof): WorkerRequest {
  const { parameters, postcard: proof } = loaded;
  if (loaded.kind === 'table') {
    return { chip: loaded.air, parameters, proof, publicValues: loaded.publicValues };
  }
  const { batch, shapeId, publicValues } = loaded;
  return { batch: batch.name, shapeId, parameters, proof, publicValues };
}

function describe(loaded: LoadedProof) {
  const { format, parameters, postcard } = loaded;
  return {
    format,
    ...describeTables(loaded),
    parametersName: presetNameOf(parameters),
    parameters,
    proofBytes: postcard.length,
  };
}

/** What is proven: the members of one table, or a batch and those of each of its tables. */
function describeTables(loaded: LoadedProof): TableReport | BatchReport {
  if (loaded.kind === 'table') {
    const { chip, proof, publicValues } = loaded;
    return { chip: chip.name, degreeBits: proof.degreeBits, publicValues };
  }
  const { batch, shapeId, proof, publicValues } = loaded;
  const tables = batch.chips.map(({ name }, i) => {
    return { chip: name, degreeBits: proof.degreeBits[i], publicValues: publicValues[i] };
  });
  return { batch: batch.name, shapeId, tables };
}

function printReport(report: Report): void {
  if (!report.ok) {
    console.log(`refused: ${report.check}: ${report.message}`);
    return;
  }
  const { parametersName, parameters, proofBytes, verifier, seconds, security } = report;
  if ('batch' in report) {
    console.log(`verified: ${report.batch}, shape ${report.shapeId}`);
    for (const table of report.tables) console.log(`  ${formatTableReport(table)}`);
  } else console.log(`verified: ${formatTableReport(report)}`);
  console.log(`parameters ${parametersName}, ${parameters.hashSet}, over ${parameters.field}`);
  console.log(`${describeSecurity(security)}; not zero-knowledge`);
  const label = verifier === 'typescript' ? '' : ', with native hashes';
  console.log(`${formatBytes(proofBytes)} in ${formatSeconds(seconds)}${label}`);
}

function formatTableReport({ chip, degreeBits, publicValues }: TableReport): string {
  const values = publicValues.length > 0 ? `, public values ${publicValues.join(', ')}` : '';
  return `${chip}, 2^${degreeBits} rows${values}`;
}
