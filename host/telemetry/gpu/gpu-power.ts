import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { secondsNow, type OpenSources, type PowerListener, type PowerSource } from '../power-source.js';
import { TelemetryError } from '../telemetry-error.js';
import { THROTTLE_REASONS, type SensorReading, type ThrottleReason } from '../sensor-reading.js';
import { gpuMessage, type GpuMessage, type GpuRequest, type GpuSensors } from './gpu-messages.js';

/** The driver's name for it, which the system's loader finds. */
export const NVML_LIBRARY = 'libnvidia-ml.so.1';
const PROCESS = fileURLToPath(new URL('./gpu-process.js', import.meta.url));

const INTERVAL_SECONDS = 0.5;
/** nvml.h of nvmlDeviceGetPowerUsage: from Ampere on, but for GA100, the mean over a second. */
const AVERAGING_SECONDS = 1;
/** No GPU takes as much; what says more is no power. */
const MOST_MILLIWATTS = 5e6;
/** A driver that wakes a GPU takes seconds. */
const START_SECONDS = 30;

type Readings = Extract<GpuMessage, { kind: 'readings' }>['gpus'];

/** Power of all NVIDIA GPUs of the machine. */
export class GpuPower implements OpenSources {
  private readonly silent = new Set<number>();

  private constructor(
    private readonly child: ChildProcess,
    readonly sources: readonly PowerSource[],
    private readonly listener: PowerListener,
  ) {
    child.on('message', (message) => this.hear(message));
    child.on('exit', (code, signal) =>
      this.fallSilent(`the process that reads NVML has ended with ${signal ?? code}`),
    );
  }

  /**
   * @param library path or name of NVML
   * @throws TelemetryError SY_ERR_SENSOR
   */
  static async open(
    listener: PowerListener,
    { library = NVML_LIBRARY, intervalSeconds = INTERVAL_SECONDS } = {},
  ): Promise<GpuPower> {
    const request: GpuRequest = { library, intervalSeconds };
    const child = fork(PROCESS, [JSON.stringify(request)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    try {
      const names = await greeting(child, library);
      if (names.length === 0) throw failure('NVML finds no GPU', 'Look whether nvidia-smi lists any.');
      const sources = names.map((name, index) => sourceOf(name, index, intervalSeconds));
      return new GpuPower(child, sources, listener);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  private hear(content: unknown): void {
    const message = gpuMessage.safeParse(content);
    if (
      !message.success ||
      message.data.kind !== 'readings' ||
      message.data.gpus.length !== this.sources.length
    ) {
      this.fallSilent('the process that reads NVML says what it should not');
      this.child.kill('SIGKILL');
      return;
    }
    message.data.gpus.forEach((reading, index) => this.tell(index, reading));
  }

  private tell(index: number, reading: Readings[number]): void {
    const at = secondsNow();
    const source = this.sources[index].name;
    if (reading.sensors) this.listener({ kind: 'sensors', source, sensors: sensorsOf(reading.sensors) });
    if ('problem' in reading) return this.silence(index, reading.problem);
    const { milliwatts, millijoules } = reading;
    if (milliwatts > MOST_MILLIWATTS) return this.silence(index, `it tells ${milliwatts / 1e3} W`);
    if (this.silent.delete(index)) this.listener({ kind: 'back', source, at });
    const counter = millijoules === null ? {} : { counterJoules: millijoules / 1e3 };
    this.listener({ kind: 'sample', source, sample: { at, watts: milliwatts / 1e3, ...counter } });
  }

  private fallSilent(reason: string): void {
    this.sources.forEach((_, index) => this.silence(index, reason));
  }

  private silence(index: number, reason: string): void {
    if (this.silent.has(index)) return;
    this.silent.add(index);
    this.listener({ kind: 'silent', source: this.sources[index].name, at: secondsNow(), reason });
  }

  async close(): Promise<void> {
    this.child.removeAllListeners();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
  }
}

function sensorsOf(told: GpuSensors): SensorReading {
  const { celsius, memory, smMegahertz, memoryMegahertz, ecc, clockReasons } = told;
  const hertz = {
    ...(smMegahertz !== null && { sm: smMegahertz * 1e6 }),
    ...(memoryMegahertz !== null && { memory: memoryMegahertz * 1e6 }),
  };
  const reasons = Object.entries(THROTTLE_REASONS) as [ThrottleReason, number][];
  return {
    ...(celsius !== null && { celsius: { gpu: celsius } }),
    ...(Object.keys(hertz).length > 0 && { hertz }),
    ...(memory && { memory }),
    ...(ecc && { eccErrors: ecc }),
    ...(clockReasons !== null && {
      throttledBy: reasons.filter(([, bit]) => (clockReasons & bit) !== 0).map(([name]) => name),
    }),
  };
}

function sourceOf(name: string, index: number, intervalSeconds: number): PowerSource {
  return {
    name: `gpu${index} ${name}`,
    scope: 'gpu',
    intervalSeconds,
    averagingSeconds: AVERAGING_SECONDS,
    counterStepJoules: 1e-3,
  };
}

/** The first words of the process: the names of the GPUs. */
async function greeting(child: ChildProcess, library: string): Promise<readonly string[]> {
  const [message, told] = await firstMessage(child);
  const remedy = `Install NVIDIA's driver, or name the library with SWITCHYARD_NVML; nvidia-smi has to work.`;
  if (!message) throw failure(`${library} cannot be used: ${told}`, remedy);
  if (message.kind === 'ready') return message.names;
  throw failure(
    `${library} cannot be used: ${message.kind === 'failed' ? message.reason : 'it begins with readings'}`,
    remedy,
  );
}

/** The first message, or why there is none. */
function firstMessage(child: ChildProcess): Promise<[GpuMessage | undefined, string]> {
  return new Promise((resolve) => {
    const end = (message: GpuMessage | undefined, told: string) => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve([message, told]);
    };
    const timer = setTimeout(() => end(undefined, `no answer in ${START_SECONDS} s`), START_SECONDS * 1e3);
    child.once('message', (content) => {
      const { data } = gpuMessage.safeParse(content);
      end(data, 'the process that reads it says what it should not');
    });
    child.once('error', (error) => end(undefined, error.message));
    // What it has said last may arrive after its end is known.
    let ending: string | undefined;
    const endOnceHeard = () => {
      if (ending === undefined || child.connected) return;
      end(undefined, `the process that reads it has ended with ${ending}`);
    };
    child.once('exit', (code, signal) => {
      ending = String(signal ?? code);
      endOnceHeard();
    });
    child.once('disconnect', endOnceHeard);
  });
}

function failure(message: string, remedy: string): TelemetryError {
  return new TelemetryError('SY_ERR_SENSOR', message, remedy);
}
