/** An instruction of a guest. */
export interface GuestPlace {
  readonly pc: number;
  /** The instruction word; undefined where there is no code. */
  readonly word?: number | undefined;
  /** The function, where the symbols tell. */
  readonly function?: string | undefined;
}

/** For messages: `pc 0x00200804 (instruction 0xc0001073, in panic)`. */
export function describePlace({ pc, word, function: name }: GuestPlace): string {
  const instruction = word === undefined ? 'no code' : `instruction ${hexadecimal(word)}`;
  return `pc ${hexadecimal(pc)} (${instruction}${name === undefined ? '' : `, in ${name}`})`;
}

function hexadecimal(word: number): string {
  return `0x${word.toString(16).padStart(8, '0')}`;
}
