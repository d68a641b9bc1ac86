/** What a file can be refused for; native code has the same names. */
export type ElfCheck =
  | 'TRUNCATED'
  | 'MAGIC'
  | 'CLASS'
  | 'BYTE_ORDER'
  | 'VERSION'
  | 'TYPE'
  | 'MACHINE'
  | 'HEADER_SIZE'
  | 'DYNAMIC'
  | 'SEGMENT_FILE'
  | 'SEGMENT_SIZE'
  | 'SEGMENT_ADDRESS'
  | 'SEGMENT_OVERLAP'
  | 'WRITABLE_CODE'
  | 'CODE_ALIGNMENT'
  | 'CODE_SIZE'
  | 'IMAGE_SIZE'
  | 'ENTRY_ALIGNMENT'
  | 'ENTRY'
  | 'SYMBOLS';

/** A file that is no guest program; `code` names the first check that failed. */
export class ElfError extends Error {
  override readonly name = 'ElfError';
  readonly code: ElfCheck;

  constructor(code: ElfCheck, message: string) {
    super(message);
    this.code = code;
  }
}
