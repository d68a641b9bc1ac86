import { Command, Option } from 'commander';
import { SwitchyardClient, type JobView } from '../client/index.js';
import { requireWritable, writeOutputFile } from './files.js';
import { addGuestOptions, loadGuest, type GuestOptions } from './guest/guest-options.js';
import { ExitCode } from './exit-code.js';
import { UsageError } from './usage-error.js';

interface ServerOptions {
  readonly url: string;
  readonly json?: boolean;
}

interface SubmitOptions extends ServerOptions, GuestOptions {
  readonly deadline?: string;
  readonly priority?: string;
  readonly objective?: 'latency' | 'throughput';
  readonly params: 'default' | 'bench' | 'dev';
  readonly key?: string;
  readonly allowExitCode?: boolean;
}

/** `switchyard job` */
export function jobCommand(): Command {
  const job = new Command('job').description(
    'have jobs proven by a daemon; the token is in SWITCHYARD_TOKEN',
  );
  const submit = addGuestOptions(
    new Command('submit').description('ask for a proof; prints the id of the job'),
  )
    .option(
      '--deadline <time>',
      'when it must be done: seconds from now, or a time such as 2030-01-31T12:00:00Z',
    )
    .option('--priority <number>', 'from -100 to 100, among jobs with the same deadline')
    .addOption(
      new Option(
        '--objective <name>',
        'latency: this proof soon; throughput: as many proofs as possible',
      ).choices(['latency', 'throughput']),
    )
    .addOption(
      new Option('--params <name>', 'proof parameters')
        .choices(['default', 'bench', 'dev'])
        .default('default'),
    )
    .option('--key <text>', 'idempotency key: repeated with it, the request makes no second job')
    .option('--allow-exit-code', 'prove a run that ends with another exit code than 0, too')
    .action(submitJob);
  const status = new Command('status').argument('<id>').description('how a job is').action(showJob);
  const list = new Command('list').description('the latest jobs').action(listJobs);
  const watch = new Command('watch')
    .argument('<id>')
    .description('follow a job to its end; exit code 1 unless it is done')
    .action(watchJob);
  const cancel = new Command('cancel').argument('<id>').description('cancel a job').action(cancelJob);
  const fetch = new Command('fetch')
    .argument('<id>')
    .requiredOption('-o, --output <file>', 'where to write the proof')
    .description('fetch the proof of a job; verify it with switchyard verify')
    .action(fetchProof);
  for (const command of [submit, status, list, watch, cancel, fetch]) {
    job.addCommand(
      command
        .addOption(
          new Option('--url <url>', 'where the daemon listens')
            .env('SWITCHYARD_URL')
            .default('http://127.0.0.1:8551'),
        )
        .option('--json', 'machine-readable output: jobs as the API has them'),
    );
  }
  return job;
}

export function clientOf({ url }: Pick<ServerOptions, 'url'>): SwitchyardClient {
  // Not an option: others on the machine see the arguments of a process.
  const token = process.env.SWITCHYARD_TOKEN;
  if (token === undefined || token === '') throw new UsageError('SWITCHYARD_TOKEN has no token');
  if (!URL.canParse(url)) throw new UsageError(`--url: '${url}' is no URL`);
  return new SwitchyardClient({ url, token });
}

async function submitJob(file: string, options: SubmitOptions): Promise<void> {
  const { elf, inputs, maxCycles, maxMemoryBytes } = loadGuest(file, options);
  if (maxMemoryBytes !== undefined) throw new UsageError('--max-memory: the daemon decides on memory');
  const client = clientOf(options);
  const deadline = parseDeadline(options.deadline);
  const program = await client.uploadProgram(elf);
  const kept: string[] = [];
  for (const input of inputs) kept.push((await client.uploadInput(input)).id);
  const job = await client.submit(
    {
      ...{ program: program.id, inputs: kept, parameters: options.params },
      ...(deadline === undefined ? {} : { deadline }),
      ...(maxCycles === undefined ? {} : { cycleLimit: maxCycles }),
      ...(options.priority === undefined ? {} : { priority: parsePriority(options.priority) }),
      ...(options.objective === undefined ? {} : { objective: options.objective }),
      ...(options.allowExitCode ? { allowExitCode: true } : {}),
    },
    options.key === undefined ? {} : { idempotencyKey: options.key },
  );
  if (options.json) print(job, options);
  else console.log(job.id);
}

async function showJob(id: string, options: ServerOptions): Promise<void> {
  print(await clientOf(options).job(id), options);
}

async function listJobs(options: ServerOptions): Promise<void> {
  const { jobs } = await clientOf(options).list();
  if (options.json) console.log(JSON.stringify(jobs, null, 2));
  else for (const job of jobs) console.log(describe(job));
}

async function watchJob(id: string, options: ServerOptions): Promise<void> {
  let last: JobView | undefined;
  for await (const job of clientOf(options).watch(id)) {
    last = job;
    if (options.json) console.log(JSON.stringify(job));
    else console.log(describe(job));
  }
  if (last?.state !== 'done') process.exitCode = ExitCode.BAD;
}

async function cancelJob(id: string, options: ServerOptions): Promise<void> {
  print(await clientOf(options).cancel(id), options);
}

async function fetchProof(id: string, options: ServerOptions & { readonly output: string }): Promise<void> {
  requireWritable(options.output);
  const client = clientOf(options);
  const proof = await client.fetchProof(id);
  writeOutputFile(options.output, proof);
  if (options.json) print(await client.job(id), options);
  else console.log(`${proof.length} bytes in ${options.output}; not verified here`);
}

function print(job: JobView, { json }: ServerOptions): void {
  console.log(json ? JSON.stringify(job, null, 2) : describe(job));
}

function describe({
  id,
  state,
  shards,
  shardsDone,
  predictedFinish,
  isLate,
  problem,
  proof,
}: JobView): string {
  const parts = [`${id} ${state}`];
  if (shards !== null) parts.push(`${shardsDone} of ${shards} shards`);
  if (predictedFinish !== null && proof === null) parts.push(`expected at ${predictedFinish}`);
  if (isLate) parts.push('late');
  if (problem) parts.push(`${problem.code}: ${problem.message}`);
  if (proof) parts.push(`exit code ${proof.exitCode}, public values ${proof.publicValues || 'none'}`);
  return parts.join(', ');
}

/** A time, from one or from seconds from now. @throws UsageError */
function parseDeadline(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{1,9}$/.test(text) ? Date.now() + 1000 * Number(text) : Date.parse(text);
  if (Number.isNaN(time)) throw new UsageError(`--deadline: '${text}' is no number of seconds and no time`);
  return new Date(time).toISOString();
}

/** @throws UsageError */
function parsePriority(text: string): number {
  if (/^-?\d{1,3}$/.test(text) && Math.abs(Number(text)) <= 100) return Number(text);
  throw new UsageError(`--priority: '${text}' is no number from -100 to 100`);
}
