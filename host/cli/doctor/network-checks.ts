import { X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { readTlsFiles, type DaemonConfig } from '../../daemon/index.js';
import { SwitchyardError } from '../../runtime/index.js';
import { fail, ok, warn, type Check } from './check.js';

const ANSWER_MILLISECONDS = 5000;
const MOST_ANSWER = 4096;
const DAY = 86_400_000;
const RENEWAL_DAYS = 21;

/** Whether a daemon answers where one would listen, and else whether it could. */
export async function checkPort({ listen }: DaemonConfig): Promise<{ check: Check; isRunning: boolean }> {
  const name = 'port';
  const { host, port } = listen;
  const where = `${host}:${port}`;
  if (port === 0) return { check: ok(name, 'any that is free'), isRunning: false };
  const answer = await ask(listen);
  if (answer !== undefined) {
    const isRunning = /"status":"(ok|full)"/.test(answer);
    if (isRunning) return { check: ok(name, `the daemon answers at ${where}`), isRunning };
    const remedy = `See who it is (ss -ltnp 'sport = :${port}'), or set listen.port.`;
    return { check: fail(name, `another program listens at ${where}`, remedy), isRunning };
  }
  const problem = await tryListening(host, port);
  if (problem === undefined) return { check: ok(name, `${where} is free`), isRunning: false };
  const remedy =
    'Set listen.host to an address of this machine, and listen.port to one above 1023 that is free.';
  return { check: fail(name, `${where}: ${problem}`, remedy), isRunning: false };
}

/** What is answered to a question for the daemon's health; undefined where nobody listens. */
function ask({ host, port, tls }: DaemonConfig['listen']): Promise<string | undefined> {
  // An address to listen on is not always one to connect to.
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const options = { host: address, port, path: '/healthz', timeout: ANSWER_MILLISECONDS };
  return new Promise((resolve) => {
    const take = (response: http.IncomingMessage) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.length > MOST_ANSWER) response.destroy();
      });
      response.on('close', () => resolve(text.slice(0, MOST_ANSWER)));
    };
    // Whether somebody listens here is all that is asked: the certificate has a check of its own.
    const request = tls
      ? https.get({ ...options, rejectUnauthorized: false }, take)
      : http.get(options, take);
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' || error.code === 'EADDRNOTAVAIL' ? undefined : ''),
    );
  });
}

function tryListening(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/** Whether the certificate can be used, and for how long. */
export function checkTls({ listen }: DaemonConfig, now = Date.now()): Check {
  const name = 'TLS';
  if (!listen.tls) {
    if (!listen.insecure) return ok(name, 'none: on loopback alone');
    return warn(name, 'none, on other addresses than loopback', 'See that a proxy in front of it has TLS.');
  }
  const { certificate, key } = listen.tls;
  try {
    const { cert } = readTlsFiles(listen.tls);
    const { validFromDate, validToDate } = validityOf(new X509Certificate(cert));
    const until = validToDate.toISOString().slice(0, 10);
    const remedy = 'Renew it, then systemctl reload switchyard.';
    if (validToDate.getTime() < now) return fail(name, `${certificate} was valid until ${until}`, remedy);
    if (validFromDate.getTime() > now)
      return fail(name, `${certificate} is not valid yet`, 'See that the clock is right.');
    if (validToDate.getTime() < now + RENEWAL_DAYS * DAY)
      return warn(name, `${certificate} is valid until ${until} only`, remedy);
    if ((statSync(key).mode & 0o077) !== 0) return warn(name, `others may read ${key}`, `chmod 0600 ${key}`);
    return ok(name, `${certificate} is valid until ${until}`);
  } catch (error) {
    if (error instanceof SwitchyardError) return fail(name, error.message, error.remedy);
    return fail(name, `${certificate}: ${(error as Error).message}`, 'Name a file of PEM certificates.');
  }
}

function validityOf({ validFrom, validTo }: X509Certificate) {
  return { validFromDate: new Date(validFrom), validToDate: new Date(validTo) };
}

/** Whether anybody may ask for anything. */
export function checkTokens({ tokens }: DaemonConfig): Check {
  const name = 'tokens';
  const remedy = 'switchyard daemon token, then put its sha256 into tokens.';
  if (tokens.length === 0) return fail(name, 'there are none: nobody can ask for anything', remedy);
  const count = (role: string) => tokens.filter((token) => token.role === role).length;
  const detail = `${count('submit')} submit, ${count('read')} read, ${count('admin')} admin`;
  if (count('admin') === 0)
    return warn(name, `${detail}: nobody may drain, or cancel jobs of others`, remedy);
  return ok(name, detail);
}
