export { ElfError, type ElfCheck } from './elf-error.js';
export { readElf, type Image, type Segment } from './read-elf.js';
