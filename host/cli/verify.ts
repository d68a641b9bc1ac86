import { Command } from 'commander';
import { SwitchyardError } from '../runtime/index.js';
import { ParametersError, presetNameOf, ProofError } from '../stark/proof/index.js';
import { DEFAULT_MIN_BITS, describeSecurity, type SecurityReport } from '../stark/security/index.js';
import { verifyInWorker } from '../stark/verify-worker/index.js';
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

/** `switchyard verify` */
export function verifyCommand(): Command {
  const command = new Command('verify').description(
    'verify a proof of a run or of one table; exit code 1 and the failed check if it is bad or proves too few bits',
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
  const { air, parameters, postcard, publicValues } = loaded;
  const { result, seconds } = await verifyInWorker({
    ...{ chip: air, parameters, proof: postcard, publicValues },
    native: options.native,
  });
  const verifier = options.native ? 'native hashes' : 'typescript';
  if (result.ok) return { ok: true, ...describe(loaded), verifier, seconds, security };
  return { ok: false, check: result.check, message: result.message, ...describe(loaded) };
}

function describe({ format, chip, parameters, publicValues, proof, postcard }: LoadedProof) {
  return {
    format,
    chip: chip.name,
    degreeBits: proof.degreeBits,
    parametersName: presetNameOf(parameters),
    parameters,
    publicValues,
    proofBytes: postcard.length,
  };
}

function printReport(report: Report): void {
  if (!report.ok) {
    console.log(`refused: ${report.check}: ${report.message}`);
    return;
  }
  const { chip, degreeBits, parametersName, parameters, publicValues, proofBytes } = report;
  const { verifier, seconds, security } = report;
  const values = publicValues.length > 0 ? `, public values ${publicValues.join(', ')}` : '';
  console.log(`verified: ${chip}, 2^${degreeBits} rows${values}`);
  console.log(`parameters ${parametersName}, ${parameters.hashSet}, over ${parameters.field}`);
  console.log(`${describeSecurity(security)}; not zero-knowledge`);
  const label = verifier === 'typescript' ? '' : ', with native hashes';
  console.log(`${formatBytes(proofBytes)} in ${formatSeconds(seconds)}${label}`);
}
