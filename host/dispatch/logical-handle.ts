let lastHandle = 0;

/** A number for a datum in messages and errors. It comes around: what tells data apart is the datum itself. */
export function newLogicalHandle(): number {
  return (lastHandle = (lastHandle % (2 ** 32 - 2)) + 1);
}
