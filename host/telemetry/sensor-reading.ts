/** Why a GPU holds its clocks down, as nvml.h names the bits of nvmlClocksEventReasons. Being idle is no reason here. */
export const THROTTLE_REASONS = {
  applications_clocks: 0x2,
  power_cap: 0x4,
  hardware_slowdown: 0x8,
  sync_boost: 0x10,
  thermal: 0x20,
  hardware_thermal: 0x40,
  power_brake: 0x80,
  display_clocks: 0x100,
} as const;

export type ThrottleReason = keyof typeof THROTTLE_REASONS;

/** What a device's sensors say beside its power. What a device does not tell is missing. */
export interface SensorReading {
  /** Degrees by sensor. */
  readonly celsius?: Readonly<Record<string, number>>;
  /** Clocks by name. */
  readonly hertz?: Readonly<Record<string, number>>;
  /** Of the whole device, whoever uses it. */
  readonly memory?: { readonly usedBytes: number; readonly totalBytes: number };
  /** Since the device was made. */
  readonly eccErrors?: { readonly corrected: number; readonly uncorrected: number };
  readonly throttledBy?: readonly ThrottleReason[];
}
