import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { poll } from '../polling.js';
import { secondsNow, type OpenSources, type PowerListener, type PowerSource } from '../power-source.js';
import { TelemetryError } from '../telemetry-error.js';

/** Where Linux has sensors; Documentation/hwmon/sysfs-interface: power1_input is in microwatts. */
const SENSORS = '/sys/class/hwmon';
/** XRT's driver names a card's sensors by its platform and the function that it drives. */
const CARD_NAME = /^(xilinx_\w{1,140})_user$/;

const INTERVAL_SECONDS = 0.5;
/** The card's management controller renews its values about once a second. */
const AVERAGING_SECONDS = 1;
const LABEL = /^[\w .:/-]{1,32}$/;
/** A slot and two plugs give 375 W. */
const MOST_WATTS = 1000;

interface Card {
  readonly folder: string;
  readonly source: PowerSource;
}

/** Power of FPGA cards that XRT drives, as their management controllers tell it. */
export class CardPower implements OpenSources {
  private readonly stop = new AbortController();
  private readonly silent = new Set<string>();
  private readonly polling: Promise<void>;

  private constructor(
    private readonly cards: readonly Card[],
    private readonly listener: PowerListener,
    intervalSeconds: number,
  ) {
    this.polling = poll(intervalSeconds, this.stop.signal, () => this.step());
  }

  get sources(): readonly PowerSource[] {
    return this.cards.map(({ source }) => source);
  }

  /**
   * @param sensors the folder of sensors
   * @throws TelemetryError SY_ERR_SENSOR where no card tells its power
   */
  static async open(
    listener: PowerListener,
    { sensors = SENSORS, intervalSeconds = INTERVAL_SECONDS } = {},
  ): Promise<CardPower> {
    const cards: Card[] = [];
    for (const folder of (await readdir(sensors).catch(() => [])).sort()) {
      const name = await readFile(path.join(sensors, folder, 'name'), 'latin1').catch(() => '');
      const platform = CARD_NAME.exec(name.trim())?.[1];
      if (platform === undefined) continue;
      cards.push({
        folder: path.join(sensors, folder),
        source: {
          name: `fpga${cards.length} ${platform}`,
          scope: 'fpga',
          intervalSeconds,
          averagingSeconds: AVERAGING_SECONDS,
        },
      });
    }
    if (cards.length === 0)
      throw new TelemetryError(
        'SY_ERR_SENSOR',
        `no FPGA card tells its power under ${sensors}`,
        "Load XRT's driver (xocl); switchyard devices says whether there is a card.",
      );
    return new CardPower(cards, listener, intervalSeconds);
  }

  private async step(): Promise<void> {
    for (const card of this.cards) await this.read(card);
  }

  private async read({ folder, source: { name } }: Card): Promise<void> {
    const text = await readFile(path.join(folder, 'power1_input'), 'latin1').catch(
      (error: unknown) => error as Error,
    );
    const at = secondsNow();
    const problem = typeof text === 'string' ? problemOf(text) : text.message;
    if (problem !== undefined) {
      if (this.silent.has(name)) return;
      this.silent.add(name);
      return this.listener({ kind: 'silent', source: name, at, reason: problem });
    }
    const celsius = await readTemperatures(folder);
    if (Object.keys(celsius).length > 0) {
      this.listener({ kind: 'sensors', source: name, sensors: { celsius } });
    }
    if (this.silent.delete(name)) this.listener({ kind: 'back', source: name, at });
    this.listener({ kind: 'sample', source: name, sample: { at, watts: Number(text) / 1e6 } });
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.polling;
  }
}

/** Degrees by the labels that the driver gives, such as `FPGA TEMP`: temp<n>_input is in thousandths. */
async function readTemperatures(folder: string): Promise<Record<string, number>> {
  const celsius: Record<string, number> = {};
  for (const file of (await readdir(folder).catch(() => [])).sort()) {
    const sensor = /^(temp\d{1,2})_input$/.exec(file)?.[1];
    if (sensor === undefined) continue;
    const text = (await readFile(path.join(folder, file), 'latin1').catch(() => '')).trim();
    const label = (await readFile(path.join(folder, `${sensor}_label`), 'latin1').catch(() => '')).trim();
    // The controller says 0 of sensors that a card has not.
    if (!/^-?\d{1,6}$/.test(text) || Number(text) === 0) continue;
    celsius[LABEL.test(label) ? label : sensor] = Number(text) / 1e3;
  }
  return celsius;
}

function problemOf(text: string): string | undefined {
  if (!/^\d{1,12}$/.test(text.trim())) return `it tells no power: ${JSON.stringify(text.slice(0, 40))}`;
  const watts = Number(text) / 1e6;
  return watts <= MOST_WATTS ? undefined : `it tells ${watts} W`;
}
