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

const CENSOR = '[redacted]';

/** Tokens by their form, for those that stand where nobody expects one, such as in an error's message. */
const TOKENS = /\bsy_[A-Za-z0-9_-]{43}/g;

/** The daemon's log: a line of JSON for each event, without anybody's token. */
export function openLog(level: string, destination?: DestinationStream): DaemonLog {
  const options = {
    ...{ level, redact: { paths: SECRETS, censor: CENSOR } },
    hooks: { streamWrite: (line: string) => line.replace(TOKENS, CENSOR) },
  };
  return destination ? pino(options, destination) : pino(options);
}
