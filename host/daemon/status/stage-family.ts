import type { StageFamily } from '../api/index.js';

/** By how the names of the prover's stages begin; the first match counts. */
const FAMILIES: readonly (readonly [start: string, family: StageFamily])[] = [
  ['tables', 'tables'],
  ['fixed tables', 'tables'],
  ['commit work', 'grind'],
  ['query work', 'grind'],
  ['commit ', 'commit'],
  ['permutation', 'permutation'],
  ['quotient', 'quotient'],
  ['evaluate', 'open'],
  ['open ', 'open'],
  ['deep ', 'fold'],
  ['fold', 'fold'],
  ['final polynomial', 'fold'],
];

/** What a stage looks like on the timeline, by its name, such as `commit trace: lde`. */
export function stageFamily(stage: string): StageFamily {
  if (stage.includes('(move)')) return 'move';
  return FAMILIES.find(([start]) => stage.startsWith(start))?.[1] ?? 'other';
}
