import type { Command } from 'commander';
import { Option } from 'commander';
import { Prices, type Objective, type PlanOptions } from '../../planner/index.js';
import { OP_NAMES, parseDeviceId } from '../../runtime/index.js';
import { readInputFile } from '../files.js';
import { UsageError } from '../usage-error.js';

/** Options of every command that plans. */
export interface PlanningOptions {
  readonly devices?: string;
  readonly assign?: string[];
  readonly objective?: Objective;
  readonly deadline?: string;
  readonly prices?: string;
  readonly threads?: string;
  readonly isa?: string;
  readonly deviceFile?: string;
}

const PRICES_FILE = { name: 'prices', maxBytes: 2 ** 20 };

/** Adds the options of {@link PlanningOptions} to a command. */
export function addPlanningOptions(command: Command): Command {
  return command
    .option('--devices <list>', 'devices to prove on, such as cpu0,cuda0; default: all but emulated ones')
    .addOption(assignOption())
    .addOption(
      new Option('--objective <name>', 'what plans are good at')
        .choices(['latency', 'throughput', 'cost'])
        .default('throughput'),
    )
    .option('--deadline <seconds>', 'with --objective cost: the time that the proof may take')
    .option(
      '--prices <file>',
      'what devices cost by the hour: JSON of names or patterns of models to numbers',
    )
    .option('--threads <count>', 'threads of the CPU device; default: all')
    .option('--isa <name>', 'instruction set of the CPU device')
    .addOption(
      new Option('--device-file <file>', 'what devices beside the CPU are to work with, such as a bitstream'),
    );
}

export function assignOption(): Option {
  return new Option(
    '--assign <op=device>',
    'have a device do an op, such as commit=xrt0; repeat it for more',
  ).argParser(collect);
}

function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

/** The devices of `--devices`, or undefined. @throws UsageError */
export function parseDevices(list: string | undefined): readonly string[] | undefined {
  if (list === undefined) return undefined;
  const ids = list.split(',');
  const bad = ids.find((id) => !parseDeviceId(id));
  if (bad !== undefined) throw new UsageError(`--devices: '${bad}' is no device such as cpu0`);
  if (new Set(ids).size !== ids.length) throw new UsageError('--devices: a device is named twice');
  return ids;
}

/** What is asked of plans. @throws UsageError; SwitchyardError SY_ERR_FILE; PlanError PRICES */
export function parsePlanOptions(options: PlanningOptions): Omit<PlanOptions, 'host'> & { prices?: Prices } {
  const { objective, deadline, prices, devices } = options;
  const pins = parsePins(options.assign ?? []);
  if (deadline !== undefined && !/^\d{1,9}(\.\d{1,3})?$/.test(deadline)) {
    throw new UsageError(`--deadline: '${deadline}' is no number of seconds`);
  }
  return {
    ...(objective === undefined ? {} : { objective }),
    ...(deadline === undefined ? {} : { deadlineSeconds: Number(deadline) }),
    ...(pins.size === 0 ? {} : { pins }),
    ...(devices === undefined ? {} : { named: parseDevices(devices)! }),
    ...(prices === undefined ? {} : { prices: readPrices(prices) }),
  };
}

/** Ops and the devices that are to do them, of `--assign`. @throws UsageError */
export function parsePins(texts: readonly string[]): Map<string, string> {
  const pins = new Map<string, string>();
  for (const text of texts) {
    const [, op, device] = /^([a-z]+)=(.+)$/.exec(text) ?? [];
    if (op === undefined || !parseDeviceId(device))
      throw new UsageError(`--assign: '${text}' is not OP=DEVICE such as commit=xrt0`);
    if (!OP_NAMES.some((name) => name === op)) {
      throw new UsageError(`--assign: there is no op '${op}'; there are ${OP_NAMES.join(', ')}`);
    }
    pins.set(op, device);
  }
  return pins;
}

function readPrices(file: string): Prices {
  const text = new TextDecoder().decode(readInputFile(file, PRICES_FILE));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`--prices: ${file} is no JSON`);
  }
  return Prices.parse(value);
}

/** The CPU device's options. @throws UsageError */
export function parseCpuOptions({ threads, isa }: PlanningOptions) {
  if (threads !== undefined && !/^[1-9]\d{0,3}$/.test(threads)) {
    throw new UsageError(`--threads: '${threads}' is no count from 1 to 9999`);
  }
  return {
    ...(threads === undefined ? {} : { threads: Number(threads) }),
    ...(isa === undefined ? {} : { isa }),
  };
}
