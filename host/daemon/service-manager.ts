import { sendDatagram, SwitchyardError } from '../runtime/index.js';
import type { DaemonLog } from './log.js';

export interface ServiceParts {
  /** A path, or with a leading @ an abstract name. */
  readonly socket: string;
  /** Within how long it wants to hear that the daemon lives; undefined where it does not. */
  readonly watchdogSeconds: number | undefined;
  readonly log: DaemonLog;
}

/** Tells systemd how the daemon is (sd_notify). */
export class ServiceManager {
  private timer: NodeJS.Timeout | undefined;
  private isAsking = false;

  constructor(private readonly parts: ServiceParts) {}

  /**
   * The service manager that has started this process; undefined where there is none. What it has put into the
   * environment is taken out: child processes are not to speak for the daemon.
   */
  static find(env: NodeJS.ProcessEnv, log: DaemonLog): ServiceManager | undefined {
    const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: micros, WATCHDOG_PID: pid } = env;
    for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete env[name];
    if (socket === undefined || socket === '') return undefined;
    if (!/^[/@]./.test(socket)) {
      log.warn('NOTIFY_SOCKET names no socket of this machine: the service manager is told nothing');
      return undefined;
    }
    const isOurs = pid === undefined || pid === String(process.pid);
    const isWatching = isOurs && /^[1-9]\d{0,15}$/.test(micros ?? '');
    return new ServiceManager({
      socket,
      log,
      watchdogSeconds: isWatching ? Number(micros) / 1e6 : undefined,
    });
  }

  ready(status: string): void {
    this.say(`READY=1\nSTATUS=${status}`);
  }

  reloading(): void {
    // CLOCK_MONOTONIC, as the protocol wants it.
    this.say(`RELOADING=1\nMONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`);
  }

  /** Ends the watch, too: whoever stops is not watched any more. */
  stopping(status: string): void {
    this.close();
    this.say(`STOPPING=1\nSTATUS=${status}`);
  }

  status(status: string): void {
    this.say(`STATUS=${status}`);
  }

  /**
   * Says that the daemon lives, three times within the watchdog's time, as long as it does: that the timer rings shows
   * that the event loop turns.
   *
   * @param ping resolves where the rest lives, too
   */
  watch(ping: () => Promise<void>): void {
    const { watchdogSeconds, log } = this.parts;
    if (watchdogSeconds === undefined) return;
    const ask = async () => {
      // A question that was not answered yet is not asked again.
      if (this.isAsking) return;
      this.isAsking = true;
      try {
        await ping();
        this.say('WATCHDOG=1');
      } catch (error) {
        log.error({ err: error }, 'the watchdog is not told that the daemon lives');
      } finally {
        this.isAsking = false;
      }
    };
    this.timer = setInterval(() => void ask(), (watchdogSeconds * 1000) / 3);
    void ask();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private say(text: string): void {
    try {
      sendDatagram(this.parts.socket, text);
    } catch (error) {
      if (!(error instanceof SwitchyardError)) throw error;
      this.parts.log.warn({ err: error }, 'the service manager cannot be told');
    }
  }
}
