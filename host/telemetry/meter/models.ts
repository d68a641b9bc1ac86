import { z } from 'zod';
import { QUANTITY_FORMATS } from './quantity.js';

const quantity = z.strictObject({
  address: z.int().min(0).max(65_535),
  format: z.enum(QUANTITY_FORMATS),
  scale: z.number().positive().max(1e6),
});

export const lineSettings = z.strictObject({
  baudRate: z.int().min(300).max(921_600),
  parity: z.enum(['none', 'even', 'odd']),
  stopBits: z.union([z.literal(1), z.literal(2)]),
});

/** What there is to know of a kind of meter. */
export const meterModel = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,40}$/),
  /** Where the numbers below are from. */
  manual: z.string().max(200).optional(),
  /** As it leaves the factory. */
  line: lineSettings,
  /** Which registers are read: input (function 4) or holding (function 3). */
  registers: z.enum(['input', 'holding']),
  /** Active power, in watts. */
  power: quantity,
  /** In volts; by it a meter of another kind is found out. */
  voltage: quantity,
  /** Energy taken in, in watt-hours. */
  energy: quantity.optional(),
  /** The step of the energy counter, in watt-hours. */
  energyStep: z.number().positive().optional(),
  /** What it can measure at most, in watts. */
  mostWatts: z.number().positive().max(1e7),
  /** How often it is asked. */
  intervalSeconds: z.number().min(0.02).max(60),
  /** How long a change takes to show. */
  averagingSeconds: z.number().min(0).max(60),
});

export type LineSettings = z.infer<typeof lineSettings>;
export type MeterModel = z.infer<typeof meterModel>;

/** The manuals give no lag; both kinds renew their values about once a second. */
const RENEWED = { intervalSeconds: 0.5, averagingSeconds: 1 };

const EASTRON = {
  registers: 'input',
  voltage: { address: 0x0000, format: 'float32', scale: 1 },
  power: { address: 0x000c, format: 'float32', scale: 1 },
  // Import active energy, in kWh.
  energy: { address: 0x0048, format: 'float32', scale: 1000 },
  energyStep: 10,
  ...RENEWED,
} as const;

/** Meters that are known by name; others are described in a file. */
export const METER_MODELS: readonly MeterModel[] = [
  {
    name: 'sdm120',
    manual: 'Eastron SDM120-Modbus, Modbus Protocol Implementation, input registers 30001, 30013, 30073',
    line: { baudRate: 2400, parity: 'none', stopBits: 1 },
    // 45 A at 276 V.
    mostWatts: 12_420,
    ...EASTRON,
  },
  {
    name: 'sdm230',
    manual: 'Eastron SDM230-Modbus, Modbus Protocol Implementation V1.2, input registers 30001, 30013, 30073',
    line: { baudRate: 2400, parity: 'none', stopBits: 1 },
    // 100 A at 276 V.
    mostWatts: 27_600,
    ...EASTRON,
  },
  {
    name: 'pzem-016',
    manual: 'Peacefair PZEM-014/016, communication protocol, measurement results 0x0000 to 0x0009',
    line: { baudRate: 9600, parity: 'none', stopBits: 1 },
    registers: 'input',
    voltage: { address: 0x0000, format: 'uint16', scale: 0.1 },
    power: { address: 0x0003, format: 'uint32-low-first', scale: 0.1 },
    energy: { address: 0x0005, format: 'uint32-low-first', scale: 1 },
    energyStep: 1,
    mostWatts: 23_000,
    ...RENEWED,
  },
];
