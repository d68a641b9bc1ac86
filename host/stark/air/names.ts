import { AirError } from './air-error.js';

const CHIP_NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const MEMBER_NAME = /^[a-z][A-Za-z0-9]*$/;
const MAX_NAME_LENGTH = 64;

// Columns keep their names in generated C++: keywords of C++20 that match MEMBER_NAME, and `base`, which the
// generated structs use themselves.
const RESERVED = new Set(
  (
    'alignas alignof and asm auto base bitand bitor bool break case catch char class compl concept const ' +
    'consteval constexpr constinit continue decltype default delete do double else enum explicit export ' +
    'extern false float for friend goto if inline int long mutable namespace new noexcept not nullptr ' +
    'operator or private protected public register requires return short signed sizeof static struct switch ' +
    'template this throw true try typedef typeid typename union unsigned using virtual void volatile while xor'
  ).split(' '),
);

/** Chip names are C++ namespaces: snake case. @throws AirError NAME. */
export function checkChipName(name: string): void {
  if (!CHIP_NAME.test(name) || name.length > MAX_NAME_LENGTH || RESERVED.has(name)) {
    throw new AirError('NAME', `a chip cannot be called ${JSON.stringify(name)}`, { chip: name });
  }
}

/** Names of columns and public values are camel case and no keywords of C++. @throws AirError NAME. */
export function checkMemberName(chip: string, name: string, column: string): void {
  // `name in Object.prototype` would hide a missing column, as in `columns.toString`.
  if (
    !MEMBER_NAME.test(name) ||
    name.length > MAX_NAME_LENGTH ||
    RESERVED.has(name) ||
    name in Object.prototype
  ) {
    throw new AirError('NAME', `a column cannot be called ${JSON.stringify(name)}`, { chip, column });
  }
}

/** Bus names are written like chip names. @throws AirError NAME. */
export function checkBusName(name: string): void {
  if (!CHIP_NAME.test(name) || name.length > MAX_NAME_LENGTH) {
    throw new AirError('NAME', `a bus cannot be called ${JSON.stringify(name)}`, { bus: name });
  }
}

/** Names of the fields of a bus are written like column names. @throws AirError NAME. */
export function checkFieldName(bus: string, name: string): void {
  if (!MEMBER_NAME.test(name) || name.length > MAX_NAME_LENGTH) {
    throw new AirError('NAME', `a field of bus ${bus} cannot be called ${JSON.stringify(name)}`, { bus });
  }
}
