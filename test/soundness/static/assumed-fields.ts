/** Fields of messages that a row does not hold by itself, and what does. */
export interface AssumedFields {
  /** `CHIP: BUS.FIELD` */
  readonly fields: readonly string[];
  readonly because: string;
}

const fields = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `compression: hash.${name}${i}`);

export const ASSUMED_FIELDS: readonly AssumedFields[] = [
  {
    fields: [...fields('in', 16), ...fields('out', 8)],
    because:
      'inputs are any elements, and the output follows by constraints of degree 3: every row is a true statement, and ' +
      'which of them matter is said by the root before (docs/vm.md, 4 and 9.2 d)',
  },
  {
    fields: ['tree: tree.space', 'tree: tree.level', 'tree: tree.index'],
    because:
      'a node without touched children receives nothing; its parent is the only receiver, and so up to the connector, ' +
      'which receives constants (docs/vm.md, 9.2 a)',
  },
  {
    fields: ['branch_equal: step.pc'],
    because:
      'next follows from `equal`, which two constraints force to be 0 or 1 by whether the operands are equal: a matter ' +
      'of cases, in which inverses are chosen (docs/vm.md, 7.8)',
  },
];
