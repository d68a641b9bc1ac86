/** What went wrong on a line: the port, the meter that does not answer, or what it answers. */
export type LineFault = 'port' | 'no-reply' | 'reply' | 'refused';

export class LineError extends Error {
  override readonly name = 'LineError';

  constructor(
    readonly fault: LineFault,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** How a port tells of bytes that are no reply to anything. */
export const STRAY_BYTES = 'bytes that nobody asked for';
