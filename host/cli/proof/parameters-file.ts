import { SwitchyardError } from '../../runtime/index.js';
import { ParametersError, PRESETS, proofSystem, type StarkParameters } from '../../stark/proof/index.js';
import { readInputFile, type FileKind } from '../files.js';

const PARAMETERS: FileKind = { name: 'a JSON file of parameters', maxBytes: 2 ** 16 };

const MEMBERS = Object.keys(PRESETS.default);

/**
 * Parameters from a JSON file: an object with exactly the members of {@link StarkParameters}.
 *
 * @throws SwitchyardError SY_ERR_FILE that names the member which is unknown, missing or out of range
 */
export function readParametersFile(file: string): StarkParameters {
  const refuse = (message: string, cause?: unknown): never => {
    throw new SwitchyardError('SY_ERR_FILE', `${file}: ${message}`, {
      remedy: `Pass a preset, or a JSON object with the members ${MEMBERS.join(', ')}.`,
      cause,
    });
  };
  const content = parseJson(Buffer.from(readInputFile(file, PARAMETERS)).toString(), refuse);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return refuse('parameters are a JSON object');
  }
  for (const name of Object.keys(content)) {
    if (!MEMBERS.includes(name)) refuse(`${JSON.stringify(name)} is no parameter`);
  }
  for (const member of MEMBERS) {
    if (!Object.hasOwn(content, member)) refuse(`${member} is missing`);
  }
  try {
    return proofSystem(content as StarkParameters).parameters;
  } catch (error) {
    if (error instanceof ParametersError) return refuse(error.message, error);
    throw error;
  }
}

function parseJson(text: string, refuse: (message: string, cause: unknown) => never): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return refuse('this is no JSON', cause);
  }
}
