import { Command } from 'commander';
import { makeToken, openLog, readConfig, startDaemon } from '../daemon/index.js';
import { openWorkshop, shapeNamed } from './daemon/open-workshop.js';
import { sensorSources } from './daemon/sensor-sources.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

interface Options {
  readonly config?: string;
  readonly check?: boolean;
}

/** `switchyard daemon` */
export function daemonCommand(): Command {
  const command = new Command('daemon')
    .description('prove jobs that come over HTTP, until it is told to stop (SIGTERM)')
    .option('--config <file>', 'the configuration, JSON as docs/daemon.md describes it')
    .option('--check', 'check the configuration and leave')
    .action(daemon);
  command.addCommand(
    new Command('token').description('make a new token, and what a configuration has of it').action(() => {
      console.log(JSON.stringify(makeToken(), null, 2));
    }),
  );
  return command;
}

async function daemon(options: Options): Promise<void> {
  if (options.config === undefined) throw new UsageError('--config names the configuration');
  const config = readConfig(options.config);
  shapeNamed(config.proving.shape);
  const sources = sensorSources(config.telemetry);
  if (options.check) {
    console.log(`${options.config}: no mistakes found`);
    return;
  }
  const log = openLog(config.log.level);
  if (config.proving.minBits < 100)
    log.warn(`proofs of ${config.proving.minBits} bits are made: for tests alone`);
  if (config.tokens.length === 0) log.warn('there are no tokens: nobody can ask for anything');
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
  await using workshop = await openWorkshop(config, log);
  await using running = await startDaemon({
    ...{ config, workshop: workshop.workshop, log, version: VERSION, sources },
  });
  const signal = await stopped;
  log.info({ signal, url: running.url }, 'daemon stops; its jobs go on when it starts again');
}
