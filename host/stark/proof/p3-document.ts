import { ProofError } from './proof-error.js';
import { asRecord, memberNames, readMember, showName } from './untrusted.js';

// Three characters can become an object of some 67 bytes, so this bounds the memory that parsing takes, below 1 GiB.
// 203 queries into the 2633 columns of Keccak-f are 6 MB in decimal.
const MAX_TEXT = 2 ** 25;

/** What to do about members that are not known. */
export type OtherMembers = 'refuse' | 'ignore';

/** The JSON value of a document. @throws ProofError SYNTAX */
export function parseDocument(text: string): unknown {
  if (typeof text !== 'string') throw new ProofError('SYNTAX', 'the document is not text');
  if (text.length > MAX_TEXT) throw new ProofError('SYNTAX', 'the document is too long');
  try {
    return JSON.parse(text);
  } catch {
    throw new ProofError('SYNTAX', 'the document is not JSON');
  }
}

/** The members of a document, all of which must be there. @throws ProofError STRUCTURE */
export function readMembers<Name extends string>(
  value: unknown,
  members: readonly Name[],
  others: OtherMembers,
): Record<Name, unknown> {
  const document = asRecord(value);
  if (!document) throw new ProofError('STRUCTURE', 'the document must be an object');
  const names = memberNames(document) ?? [];
  for (const member of members) {
    if (!names.includes(member)) throw new ProofError('STRUCTURE', `${member} is missing`);
  }
  for (const name of others === 'refuse' ? names : []) {
    if (!(members as readonly string[]).includes(name))
      throw new ProofError('STRUCTURE', `the document has a member ${showName(name)}`);
  }
  return Object.fromEntries(members.map((member) => [member, readMember(document, member)])) as Record<
    Name,
    unknown
  >;
}
