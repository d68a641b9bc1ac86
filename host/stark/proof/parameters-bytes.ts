import { HASH_SET_NAMES, type PrimeFieldName } from '../../field/index.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import type { StarkParameters } from './parameters.js';
import { ParametersError } from './parameters-error.js';

const FIELDS: readonly PrimeFieldName[] = ['koalabear', 'babybear'];

/** Parameters as files carry them: a byte for each member, a varint for the number of queries. */
export function writeParameters(writer: ByteWriter, parameters: StarkParameters): void {
  writer.byte(FIELDS.indexOf(parameters.field));
  writer.byte(parameters.extensionDegree);
  writer.byte(HASH_SET_NAMES.indexOf(parameters.hashSet));
  writer.byte(parameters.logBlowup);
  writer.byte(parameters.logFinalPolyLength);
  writer.byte(parameters.maxLogArity);
  writer.varint(parameters.queryCount);
  writer.byte(parameters.commitPowBits);
  writer.byte(parameters.queryPowBits);
  writer.byte(parameters.capHeight);
}

/** The inverse of {@link writeParameters}; what is read has yet to be checked as `proofSystem` does. @throws ParametersError */
export function readParameters(reader: ByteReader): StarkParameters {
  const [field, extensionDegree, hashSet] = [reader.byte(), reader.byte(), reader.byte()];
  if (field >= FIELDS.length) throw new ParametersError('FIELD', `there is no field ${field}`);
  if (hashSet >= HASH_SET_NAMES.length)
    throw new ParametersError('HASH_SET', `there is no hash set ${hashSet}`);
  return {
    field: FIELDS[field],
    extensionDegree: extensionDegree as 4 | 5,
    hashSet: HASH_SET_NAMES[hashSet],
    logBlowup: reader.byte(),
    logFinalPolyLength: reader.byte(),
    maxLogArity: reader.byte(),
    queryCount: reader.varint(),
    commitPowBits: reader.byte(),
    queryPowBits: reader.byte(),
    capHeight: reader.byte(),
  };
}
