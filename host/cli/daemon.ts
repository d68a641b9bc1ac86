import { Command, Option } from 'commander';
import { makeToken, pagerSettings, readTlsFiles } from '../daemon/index.js';
import { drainDaemon, type DrainOptions } from './daemon/drain.js';
import { printTestPages } from './daemon/page-test.js';
import { readWholeConfig, runDaemon } from './daemon/run-daemon.js';
import { UsageError } from './usage-error.js';

interface Options {
  readonly config?: string;
  readonly check?: boolean;
}

const CONFIG = ['--config <file>', 'the configuration, JSON as docs/daemon.md describes it'] as const;

/** `switchyard daemon` */
export function daemonCommand(): Command {
  const command = new Command('daemon')
    .description('prove jobs that come over HTTP, until it is told to stop (SIGTERM) or to drain (SIGUSR2)')
    .option(...CONFIG)
    .option('--check', 'check the configuration and leave')
    .action(daemon);
  command.addCommand(
    new Command('token').description('make a new token, and what a configuration has of it').action(() => {
      console.log(JSON.stringify(makeToken(), null, 2));
    }),
  );
  command.addCommand(
    new Command('drain')
      .description(
        'have a daemon end once no job is being proven; the token of an admin is in SWITCHYARD_TOKEN',
      )
      .option('--seconds <number>', 'how long proofs may take to end; default: shutdown.drainSeconds')
      .addOption(
        new Option('--url <url>', 'where the daemon listens')
          .env('SWITCHYARD_URL')
          .default('http://127.0.0.1:8551'),
      )
      .action((options: DrainOptions) => drainDaemon(options)),
  );
  command.addCommand(
    new Command('page-test')
      .description('send each target of paging a test page, and say what came back')
      .option(...CONFIG)
      .option('--resolve', 'end what an earlier test page has begun')
      // `daemon` has --config, too, and takes it wherever it stands.
      .action((_: object, test: Command) => pageTest(test.optsWithGlobals())),
  );
  return command;
}

async function daemon({ config, check }: Options): Promise<void> {
  const file = requireConfig(config);
  if (!check) return await runDaemon(file);
  const { listen, paging } = readWholeConfig(file);
  // What it names is there, too.
  pagerSettings(paging);
  if (listen.tls) readTlsFiles(listen.tls);
  console.log(`${file}: no mistakes found`);
}

async function pageTest({ config, resolve }: { config?: string; resolve?: boolean }): Promise<void> {
  await printTestPages(readWholeConfig(requireConfig(config)), resolve === true);
}

function requireConfig(file: string | undefined): string {
  if (file === undefined) throw new UsageError('--config names the configuration');
  return file;
}
