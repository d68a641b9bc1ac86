/** Why there is no telemetry, docs/errors.md. */
export type TelemetryErrorCode =
  // a meter cannot be reached, or is not what it was said to be
  | 'SY_ERR_METER'
  // a GPU's or a card's sensors cannot be read
  | 'SY_ERR_SENSOR'
  // a meter's description makes no sense
  | 'SY_ERR_METER_CONFIG';

/** A source that cannot be used: one sentence of what, and one of what to do. */
export class TelemetryError extends Error {
  override readonly name = 'TelemetryError';

  constructor(
    readonly code: TelemetryErrorCode,
    message: string,
    readonly remedy: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
