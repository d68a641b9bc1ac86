import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { SwitchyardError } from '../runtime/index.js';

/** No proof of a few hundred queries comes near; it keeps a wrong file from filling the memory. */
const MAX_INPUT_BYTES = 2 ** 28;

/** @throws SwitchyardError SY_ERR_FILE */
export function readInputFile(file: string): Uint8Array {
  let size: number;
  let bytes: Uint8Array;
  try {
    size = statSync(file).size;
    bytes = size > MAX_INPUT_BYTES ? new Uint8Array() : readFileSync(file);
  } catch (cause) {
    throw new SwitchyardError('SY_ERR_FILE', `${file} cannot be read`, {
      remedy: 'Pass a file that exists and can be read.',
      cause,
    });
  }
  if (size > MAX_INPUT_BYTES) {
    throw new SwitchyardError(
      'SY_ERR_FILE',
      `${file} has ${size} bytes; at most ${MAX_INPUT_BYTES} are read`,
      {
        remedy: 'Pass a proof.',
      },
    );
  }
  return bytes;
}

/** @throws SwitchyardError SY_ERR_FILE */
export function writeOutputFile(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content);
  } catch (cause) {
    throw new SwitchyardError('SY_ERR_FILE', `${file} cannot be written`, {
      remedy: 'Pass a path in a folder that exists and can be written to.',
      cause,
    });
  }
}
