import { pino, type DestinationStream, type Logger } from 'pino';

export type DaemonLog = Logger;

/** What may carry a token. */
const SECRETS = [
  'authorization',
  '*.authorization',
  '*.*.authorization',
  '*.*.headers.authorization',
  'token',
  '*.token',
  ...['routingKey', '*.routingKey', 'routing_key', '*.routing_key'],
];

/** The daemon's log: a line of JSON for each event, without anybody's token. */
export function openLog(level: string, destination?: DestinationStream): DaemonLog {
  const options = { level, redact: { paths: SECRETS, censor: '[redacted]' } };
  return destination ? pino(options, destination) : pino(options);
}
