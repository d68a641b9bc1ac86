import { koalaBear } from '../../../host/field/index.js';
import { decodeBatchProof, encodeBatchProof, proofSystem } from '../../../host/stark/proof/index.js';
import type { StarkParameters } from '../../../host/stark/proof/index.js';
import { chipsOf } from '../../../host/vm/shape-tables.js';
import type { ShardProof } from '../../../host/vm/shard-proof.js';
import type { Random } from '../mutation/mutations.js';

/** Changes of a decoded proof: a number, two members exchanged, one left out or twice. */

type Node = number | null | Uint32Array | readonly Node[] | { readonly [name: string]: Node };

const TRIES = 100;

/** A shard whose proof differs somewhere, and can be written down. */
export function withOtherMember(parameters: StarkParameters, shard: ShardProof, random: Random): ShardProof {
  const system = proofSystem(parameters);
  const proof = decodeBatchProof(system, chipsOf(shard.shape), shard.proof);
  for (let i = 0; i < TRIES; i++) {
    const changed = changedNode(proof as unknown as Node, random);
    try {
      const bytes = encodeBatchProof(system, changed as unknown as typeof proof);
      if (Buffer.compare(bytes, shard.proof) !== 0) return { ...shard, proof: bytes };
    } catch {
      // A proof of that form has no bytes.
    }
  }
  throw new Error('no change of the proof could be written down');
}

/** The node with something changed in it or below. */
function changedNode(node: Node, random: Random): Node {
  if (typeof node === 'number') return (node + 1 + random(koalaBear.p - 1)) % koalaBear.p;
  if (node === null) return null;
  if (node instanceof Uint32Array) return Uint32Array.from(changedList([...node], random) as number[]);
  if (Array.isArray(node)) return changedList(node as readonly Node[], random);
  const members = Object.entries(node as { readonly [name: string]: Node });
  if (members.length === 0) return node;
  const at = random(members.length);
  const other = random(members.length);
  const [name, value] = members[at];
  if (random(6) === 0) return { ...node, [name]: members[other][1], [members[other][0]]: value };
  return { ...node, [name]: changedNode(value, random) };
}

function changedList(items: readonly Node[], random: Random): Node[] {
  if (items.length === 0) return [];
  const [at, other] = [random(items.length), random(items.length)];
  switch (random(8)) {
    case 0:
      return [...items].with(at, items[other]).with(other, items[at]);
    case 1:
      return items.toSpliced(at, 1);
    case 2:
      return items.toSpliced(at, 0, items[other]);
    default:
      return [...items].with(at, changedNode(items[at], random));
  }
}
