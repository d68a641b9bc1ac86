import { accessSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SwitchyardError } from '../runtime/index.js';

/** What a file is read as. */
export interface FileKind {
  /** For messages: `a proof`. */
  readonly name: string;
  /** Keeps a wrong file from filling the memory. */
  readonly maxBytes: number;
}

/** No proof of a few hundred queries comes near. */
const PROOF: FileKind = { name: 'a proof', maxBytes: 2 ** 28 };

/**
 * Reads a file whole. Only regular files tell their size beforehand, so that others are refused.
 *
 * @throws SwitchyardError SY_ERR_FILE
 */
export function readInputFile(file: string, { name, maxBytes }: FileKind = PROOF): Uint8Array {
  const refuse = (message: string, remedy: string, cause?: unknown): never => {
    throw new SwitchyardError('SY_ERR_FILE', `${file} ${message}`, { remedy, cause });
  };
  try {
    const status = statSync(file);
    if (!status.isFile()) refuse('is no regular file', `Pass a file that holds ${name}.`);
    if (status.size > maxBytes) {
      refuse(`has ${status.size} bytes; at most ${maxBytes} are read`, `Pass ${name}.`);
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof SwitchyardError) throw error;
    return refuse('cannot be read', 'Pass a file that exists and can be read.', error);
  }
}

/** Reads a file of JSON. @throws SwitchyardError SY_ERR_FILE */
export function readJsonFile(file: string, kind: FileKind): unknown {
  const text = new TextDecoder().decode(readInputFile(file, kind));
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SwitchyardError('SY_ERR_FILE', `${file} is no JSON: ${(cause as Error).message}`, {
      remedy: `Pass ${kind.name}.`,
      cause,
    });
  }
}

/** Finds out before hours of work what would keep their result from being written. @throws SwitchyardError SY_ERR_FILE */
export function requireWritable(file: string): void {
  try {
    accessSync(path.dirname(file), constants.W_OK);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

/** @throws SwitchyardError SY_ERR_FILE */
export function writeOutputFile(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

function unwritable(file: string, cause: unknown): SwitchyardError {
  return new SwitchyardError('SY_ERR_FILE', `${file} cannot be written`, {
    remedy: 'Pass a path in a folder that exists and can be written to.',
    cause,
  });
}
