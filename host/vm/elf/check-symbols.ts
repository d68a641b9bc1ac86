import { ElfError } from './elf-error.js';
import type { ElfFile } from './elf-file.js';

const SECTION_HEADER_BYTES = 40;
const SYMBOL_BYTES = 16;
const MAX_FUNCTIONS = 2 ** 18;
const SECTION = { symbols: 2, strings: 3 } as const;
const SYMBOL_FUNCTION = 2;

/** Refuses a malformed symbol table, though a proof does not need one. @throws ElfError SYMBOLS */
export function checkSymbols(file: ElfFile): void {
  const [offset, count] = [file.word(32), file.half(48)];
  if (offset === 0 || count === 0) return;
  require(file.half(46) === SECTION_HEADER_BYTES, `section headers of ${file.half(46)} bytes`);
  const isInside = file.holds(offset, count * SECTION_HEADER_BYTES);
  require(isInside, 'the section headers lie beyond the end of the file');
  const section = (index: number): number => offset + index * SECTION_HEADER_BYTES;
  const tables = Array.from({ length: count }, (_, i) => section(i)).filter(
    (at) => file.word(at + 4) === SECTION.symbols,
  );
  require(tables.length <= 1, 'the file has more than one symbol table');
  for (const at of tables) checkTable(file, at, count, section);
}

function checkTable(
  file: ElfFile,
  at: number,
  sectionCount: number,
  section: (index: number) => number,
): void {
  const symbols = contents(file, at);
  const isList = file.word(at + 36) === SYMBOL_BYTES && symbols.length % SYMBOL_BYTES === 0;
  require(isList, `the symbol table is no list of ${SYMBOL_BYTES}-byte symbols`);
  const link = file.word(at + 24);
  const hasStrings = link < sectionCount && file.word(section(link) + 4) === SECTION.strings;
  require(hasStrings, 'the symbol table names no string table');
  const strings = contents(file, section(link));
  const lastEnd = strings.lastIndexOf(0);
  const view = new DataView(symbols.buffer, symbols.byteOffset, symbols.byteLength);
  let functions = 0;
  for (let symbol = 0; symbol < symbols.length; symbol += SYMBOL_BYTES) {
    if ((view.getUint8(symbol + 12) & 0xf) !== SYMBOL_FUNCTION) continue;
    require(++functions <= MAX_FUNCTIONS, `more than ${MAX_FUNCTIONS} functions`);
    const name = view.getUint32(symbol, true);
    require(name < strings.length, "a symbol's name lies outside of the string table");
    require(name <= lastEnd, "a symbol's name does not end");
  }
}

function contents(file: ElfFile, at: number): Uint8Array {
  const [offset, size] = [file.word(at + 16), file.word(at + 20)];
  require(file.holds(offset, size), 'a symbol section lies beyond the end of the file');
  return file.bytes(offset, size);
}

function require(holds: boolean, message: string): void {
  if (!holds) throw new ElfError('SYMBOLS', message);
}
