import { SwitchyardError } from '../errors.js';
import { loadAddon, type NativeArena } from '../native.js';

/** Bytes that places in an arena are multiples of: a page, which can be given back. */
const PAGE_BYTES = 4096;
const WORD_BYTES = Uint32Array.BYTES_PER_ELEMENT;

/**
 * So many bytes at the front keep their memory when they are released, until {@link Arena.rest}: taking fresh pages costs
 * as much as a copy. Places are given out from the front on.
 */
const KEPT_BYTES = 2 ** 28;

/** A part of an arena that somebody uses. */
export interface Place {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * Memory that a process shares with one that it has started: a memory file without a name, which ends with the last
 * of them. Whoever made it gives parts of it out; memory is taken where it is written, and given back with its part, or
 * once nobody has used the arena for a while.
 */
export class Arena {
  private free: Place[];
  /** Whether free parts may hold memory. */
  private isWarm = false;
  private readonly buffer: ArrayBuffer;

  private constructor(
    private readonly native: NativeArena,
    readonly bytes: number,
  ) {
    this.buffer = native.buffer();
    this.free = [{ offset: 0, bytes }];
  }

  /** @throws Error where the system refuses */
  static create(bytes: number): Arena {
    const whole = roundUp(bytes);
    return new Arena(new (loadAddon().NativeArena)(whole), whole);
  }

  /** The arena that another process has made. @param descriptor its memory file, as this process has inherited it */
  static attach(descriptor: number, bytes: number): Arena {
    return new Arena(new (loadAddon().NativeArena)(bytes, descriptor), bytes);
  }

  get descriptor(): number {
    return this.native.descriptor();
  }

  /**
   * A part for so many words, of unspecified content.
   *
   * @throws SwitchyardError SY_ERR_MEMORY where there is no room
   */
  take(words: number): Place {
    const bytes = roundUp(Math.max(1, words * WORD_BYTES));
    const at = this.free.findIndex((place) => place.bytes >= bytes);
    if (at < 0) {
      throw new SwitchyardError(
        'SY_ERR_MEMORY',
        `${bytes} bytes do not fit what is free of the shared memory`,
        {
          remedy: 'Move less at a time, or give the device a larger arena.',
        },
      );
    }
    const { offset, bytes: found } = this.free[at];
    if (found === bytes) this.free.splice(at, 1);
    else this.free[at] = { offset: offset + bytes, bytes: found - bytes };
    return { offset, bytes };
  }

  /** Gives a part back. */
  release(place: Place): void {
    this.isWarm = true;
    this.discard(place, KEPT_BYTES);
    const merged: Place[] = [];
    for (const next of [...this.free, place].sort((a, b) => a.offset - b.offset)) {
      const last = merged.at(-1);
      if (last && last.offset + last.bytes === next.offset)
        merged[merged.length - 1] = { offset: last.offset, bytes: last.bytes + next.bytes };
      else merged.push(next);
    }
    this.free = merged;
  }

  /** Gives the memory of all that nobody has taken to the system. */
  rest(): void {
    if (!this.isWarm) return;
    this.isWarm = false;
    for (const place of this.free) if (place.offset < KEPT_BYTES) this.discard(place, 0);
  }

  /** Gives a place's memory from an offset on to the system. */
  private discard({ offset, bytes }: Place, from: number): void {
    const first = Math.max(offset, from);
    if (first < offset + bytes) this.native.discard(first, offset + bytes - first);
  }

  /** The words at an offset. They must not be used once the arena is closed. */
  view(offset: number, words: number): Uint32Array {
    return new Uint32Array(this.buffer, offset, words);
  }

  /** Bytes that nobody has taken. */
  get freeBytes(): number {
    return this.free.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  close(): void {
    this.native.close();
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
}
