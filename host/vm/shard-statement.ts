import { sha256 } from '../field/index.js';
import { assignBuses, chipIdentity } from '../stark/air/index.js';
import { statementDigest, type ShapeTable, type StarkParameters } from '../stark/proof/index.js';
import { fixedTablesKey } from './fixed-tables.js';
import { MACHINE_CHIPS } from './machine.js';
import { chipsOf, shapeTables } from './shape-tables.js';
import { SHAPES } from './shapes.js';
import { encodeVerifyingKey, type VerifyingKey } from './verifying-key.js';

/** What is the same for all statements about the machine, computed once. */
interface MachineStatement {
  readonly chipIdentities: readonly Uint8Array[];
  readonly shapes: readonly (readonly ShapeTable[])[];
}

let machine: MachineStatement | undefined;

function machineStatement(): MachineStatement {
  if (machine) return machine;
  machine = {
    chipIdentities: MACHINE_CHIPS.map(chipIdentity),
    shapes: SHAPES.map((_, shape) => {
      const { ids } = assignBuses(chipsOf(shape));
      return shapeTables(shape).map(({ index, logHeight }, i) => {
        return { chip: index, degreeBits: logHeight, buses: ids[i] };
      });
    }),
  };
  return machine;
}

/**
 * The digest from which the transcript of a shard's proof starts: parameters, the machine's chips, all shapes and
 * the one at hand, the commitment to the fixed tables, and the program's key.
 *
 * @throws ParametersError; MachineError FIXED_TABLES
 */
export function shardStatementDigest(
  parameters: StarkParameters,
  shapeId: number,
  key: VerifyingKey,
): Uint8Array {
  const { cap } = fixedTablesKey(parameters);
  const program = encodeVerifyingKey(key);
  const bytes = new Uint8Array(program.length + cap.length * 32);
  bytes.set(program);
  const view = new DataView(bytes.buffer, program.length);
  cap.flatMap((digest) => [...digest]).forEach((word, i) => view.setUint32(4 * i, word, true));
  return statementDigest({ parameters, ...machineStatement(), shapeId, verifyingKey: sha256(bytes) });
}
