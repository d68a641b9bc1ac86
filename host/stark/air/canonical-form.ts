import { sha256 } from '../../field/index.js';
import type { Direction } from './bus.js';
import type { Chip } from './chip.js';
import type { Interaction } from './interaction.js';

/**
 * The canonical form of a chip: what its proofs prove, in bytes, independent of how constraints are compiled
 * or evaluated. Changing it, or the simplifications of `ExpressionGraph`, changes every verifying key.
 *
 * Little-endian 32-bit words:
 *
 *     8 bytes "SYCHIP01"
 *     length of the name in bytes; the name in ASCII, zero-padded to whole words
 *     p; main columns; preprocessed columns; public values
 *     number of nodes; for each: kind, a, b as in `NodeKind`
 *     number of constraints; for each, in emission order: its node
 *     number of interactions; for each, in emission order:
 *         kind: 0 local, 1 global, 2 exclusive
 *         kind of bus: 0 permutation, 1 lookup; 0 for local interactions
 *         length of the bus's name in bytes; the name as above; no name for local interactions
 *         number of fields; number of messages; for each message:
 *             0 send, 1 receive, 2 provide; weight; count; flag in exclusive interactions, else 0; each
 *             field: nodes
 *
 * Nodes are those that constraints, then interactions need (of a message: flag, count, fields), numbered from 0
 * in post-order from root to root, operand a before operand b; unused fields are 0. Names of columns, constraints,
 * fields and local interactions are not part of it, nor is the packing of interactions into columns.
 */
const MAGIC = 'SYCHIP01';

/** By number. */
const INTERACTION_KINDS: readonly Interaction['kind'][] = ['local', 'global', 'exclusive'];
const DIRECTIONS: readonly Direction[] = ['send', 'receive', 'provide'];

/** The bytes described above. */
export function canonicalForm(chip: Chip): Uint8Array {
  const { graph } = chip;
  const words = [...textWords(MAGIC), chip.name.length, ...textWords(chip.name), chip.field.p];
  words.push(chip.width, chip.preprocessedWidth, chip.publicValueCount);

  const numbers = new Map(chip.evaluationOrder.map((node, number) => [node, number]));
  const numberOf = (node: number): number => numbers.get(node) as number;
  words.push(chip.evaluationOrder.length);
  for (const node of chip.evaluationOrder) {
    const operands = graph.operands(node);
    if (operands.length === 0) {
      words.push(graph.kind(node), graph.a(node), graph.b(node));
    } else {
      words.push(graph.kind(node), numberOf(operands[0]), operands.length > 1 ? numberOf(operands[1]) : 0);
    }
  }
  words.push(chip.constraintCount);
  for (const { node } of chip.constraints) words.push(numberOf(node));
  words.push(chip.interactions.length);
  for (const interaction of chip.interactions) words.push(...interactionWords(interaction, numberOf));

  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => view.setUint32(4 * i, word, true));
  return bytes;
}

function interactionWords(
  { kind, bus, messages }: Interaction,
  numberOf: (node: number) => number,
): number[] {
  const name = bus?.name ?? '';
  return [
    INTERACTION_KINDS.indexOf(kind),
    bus?.kind === 'lookup' ? 1 : 0,
    name.length,
    ...textWords(name),
    messages[0].fields.length,
    messages.length,
    ...messages.flatMap(({ direction, weight, count, flag, fields }) => [
      DIRECTIONS.indexOf(direction),
      weight,
      numberOf(count),
      flag === undefined ? 0 : numberOf(flag),
      ...fields.map(numberOf),
    ]),
  ];
}

/** SHA-256 of the canonical form, 32 bytes: the chip's part in verifying keys. */
export function chipIdentity(chip: Chip): Uint8Array {
  return sha256(canonicalForm(chip));
}

/** ASCII characters, four to a little-endian word. */
function textWords(text: string): number[] {
  const words = new Array<number>(Math.ceil(text.length / 4)).fill(0);
  for (let i = 0; i < text.length; i++) words[i >> 2] += text.charCodeAt(i) * 2 ** (8 * (i % 4));
  return words;
}
