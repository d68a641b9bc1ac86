import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, statfsSync, statSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat, utimes, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { fromSystem, isStoreError, storeError, troubleOf, type StoreCheck } from '../store/index.js';
import { ARTIFACT_ID, artifactId } from './artifact-id.js';

/** How much may be kept. */
export interface ArtifactLimits {
  /** Of all artifacts together. */
  readonly maxBytes: number;
  /** What stays free on the disk. */
  readonly minFreeBytes: number;
  /** Of both, what only the work on accepted jobs may take. */
  readonly reservedBytes: number;
}

/** Who writes: for what comes from outside there is less room, so that accepted jobs can go on. */
export type ArtifactWriter = 'upload' | 'work';

/** An artifact that was just written. It is not collected before it is released. */
export interface KeptArtifact {
  readonly id: string;
  readonly bytes: number;
  /** Whether it was not there before. */
  readonly isNew: boolean;
  release(): void;
}

/** What the system is asked for; another one in tests. */
export interface ArtifactSystem {
  freeBytes(folder: string): number;
  write(file: FileHandle, bytes: Uint8Array): Promise<void>;
}

const SYSTEM: ArtifactSystem = {
  freeBytes: (folder) => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  },
  write: async (file, bytes) => {
    await file.writeFile(bytes);
  },
};

/** Who wants to know what goes wrong. */
export interface ArtifactListener {
  onTrouble(check: StoreCheck): void;
  /** An artifact that somebody needs was damaged on the disk, or is gone. */
  onDamage(id: string): void;
}

const UNFINISHED = 'unfinished';

/**
 * Programs, inputs, proofs of shards and of runs in files that are named by their content. A file has its name only
 * once it is whole and on disk, and is read only if its content still is what its name says.
 */
export class ArtifactFolder {
  private usedBytes = 0;
  /** How many hold each artifact that no job names yet. */
  private readonly held = new Map<string, number>();
  /** While artifacts are collected: those that somebody has held meanwhile, and that a job may name by now. */
  private touched: Set<string> | undefined;
  private listener: ArtifactListener | undefined;

  private constructor(
    private readonly folder: string,
    private readonly limits: ArtifactLimits,
    private readonly system: ArtifactSystem,
  ) {}

  /** Makes the folder where there is none, and forgets what was not finished. @throws SwitchyardError SY_ERR_STORE */
  static async open(
    folder: string,
    limits: ArtifactLimits,
    system: ArtifactSystem = SYSTEM,
  ): Promise<ArtifactFolder> {
    const artifacts = new ArtifactFolder(folder, limits, system);
    try {
      await rm(path.join(folder, UNFINISHED), { recursive: true, force: true });
      mkdirSync(path.join(folder, UNFINISHED), { recursive: true, mode: 0o700 });
      for (const { bytes } of await artifacts.list()) artifacts.usedBytes += bytes;
    } catch (error) {
      throw fromSystem(error, folder);
    }
    return artifacts;
  }

  listen(listener: ArtifactListener): void {
    this.listener = listener;
  }

  /** What is free on the disk. */
  get freeBytes(): number {
    return this.system.freeBytes(this.folder);
  }

  get bytes(): number {
    return this.usedBytes;
  }

  /** Whether there is room for so many bytes more. */
  hasRoom(bytes: number, writer: ArtifactWriter): boolean {
    const { maxBytes, minFreeBytes, reservedBytes } = this.limits;
    const reserved = writer === 'upload' ? reservedBytes : 0;
    if (this.usedBytes + bytes + reserved > maxBytes) return false;
    return this.system.freeBytes(this.folder) - bytes >= minFreeBytes + reserved;
  }

  /** @throws SwitchyardError SY_ERR_STORE FULL, DISK */
  async put(bytes: Uint8Array, writer: ArtifactWriter = 'work'): Promise<KeptArtifact> {
    return await this.putStream([bytes], writer);
  }

  /**
   * Keeps what a stream gives. What the stream throws is thrown, and nothing is kept.
   *
   * @throws SwitchyardError SY_ERR_STORE FULL, DISK
   */
  async putStream(
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    writer: ArtifactWriter,
  ): Promise<KeptArtifact> {
    const unfinished = path.join(this.folder, UNFINISHED, randomBytes(16).toString('hex'));
    // Counted while it is written: what several write at a time must have room together.
    let bytes = 0;
    const hash = createHash('sha256');
    try {
      const file = await this.attempt(() => open(unfinished, 'wx', 0o600));
      try {
        for await (const chunk of chunks) {
          if (!this.hasRoom(chunk.length, writer)) throw full(this.folder);
          bytes += chunk.length;
          this.usedBytes += chunk.length;
          hash.update(chunk);
          await this.attempt(() => this.system.write(file, chunk));
        }
        await this.attempt(() => file.sync());
      } finally {
        await file.close();
      }
      return await this.attempt(() => this.name(unfinished, hash.digest('hex'), bytes));
    } catch (error) {
      this.usedBytes -= bytes;
      await rm(unfinished, { force: true }).catch(() => undefined);
      throw this.told(error);
    }
  }

  /**
   * The bytes of an artifact. One whose content has changed on the disk is removed.
   *
   * @throws SwitchyardError SY_ERR_STORE ARTIFACT where it is not there, or not any more; DISK
   */
  async get(id: string): Promise<Uint8Array> {
    const file = this.file(id);
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      const isGone = error.code === 'ENOENT';
      throw this.told(
        isGone ? storeError('ARTIFACT', `there is no artifact ${id}`) : fromSystem(error, file),
        id,
      );
    });
    if (artifactId(bytes) === id) return bytes;
    await this.remove(id);
    throw this.told(storeError('ARTIFACT', `artifact ${id} is damaged`), id);
  }

  has(id: string): boolean {
    return this.sizeOf(id) !== undefined;
  }

  /**
   * Undefined where it is not there. It takes microseconds; on the threads of the pool it would wait for shards that are
   * replayed there, which takes seconds.
   */
  sizeOf(id: string): number | undefined {
    try {
      return statSync(this.file(id)).size;
    } catch {
      return undefined;
    }
  }

  /** Keeps an artifact from being collected until it is released. */
  hold(id: string): () => void {
    this.held.set(id, (this.held.get(id) ?? 0) + 1);
    this.touched?.add(id);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = this.held.get(id)! - 1;
      if (left === 0) this.held.delete(id);
      else this.held.set(id, left);
    };
  }

  /**
   * Removes artifacts that nobody needs: those that are older than an age, and while there is no room for uploads, the
   * oldest of the others. Returns how many bytes that gave. One call at a time.
   */
  async collect({ used, seconds, now }: CollectRequest): Promise<number> {
    const before = this.usedBytes;
    const touched = new Set(this.held.keys());
    this.touched = touched;
    try {
      const needed = await used();
      const others = (await this.list()).filter(({ id }) => !needed.has(id)).sort((a, b) => a.at - b.at);
      for (const { id, at } of others) {
        if (at + seconds > now && this.hasRoom(0, 'upload')) break;
        if (!touched.has(id)) await this.remove(id);
      }
      return before - this.usedBytes;
    } finally {
      this.touched = undefined;
    }
  }

  private async list(): Promise<{ readonly id: string; readonly bytes: number; readonly at: number }[]> {
    const found = [];
    for (const group of await readdir(this.folder)) {
      if (!/^[0-9a-f]{2}$/.test(group)) continue;
      for (const id of await readdir(path.join(this.folder, group))) {
        if (!ARTIFACT_ID.test(id)) continue;
        const status = await stat(this.file(id)).catch(() => undefined);
        if (status) found.push({ id, bytes: status.size, at: status.mtimeMs / 1000 });
      }
    }
    return found;
  }

  /** Gives a file that is on disk its name. It is held from before it can be seen. */
  private async name(unfinished: string, id: string, bytes: number): Promise<KeptArtifact> {
    const file = this.file(id);
    const release = this.hold(id);
    try {
      const folder = path.dirname(file);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const before = this.sizeOf(id);
      if (before !== undefined) this.usedBytes -= before;
      // What was there is replaced: it may be damaged.
      await rename(unfinished, file);
      await utimes(file, new Date(), new Date());
      await syncFolder(folder);
      await syncFolder(this.folder);
      return { id, bytes, isNew: before === undefined, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  private async remove(id: string): Promise<void> {
    const bytes = this.sizeOf(id);
    if (bytes === undefined) return;
    await rm(this.file(id), { force: true });
    this.usedBytes -= bytes;
  }

  /** Tells the listener of an error, which is returned. */
  private told<E>(error: E, id?: string): E {
    const trouble = troubleOf(error);
    if (trouble) this.listener?.onTrouble(trouble);
    if (id !== undefined && isStoreError(error, 'ARTIFACT')) this.listener?.onDamage(id);
    return error;
  }

  private file(id: string): string {
    // Whatever calls itself an id becomes part of a path.
    if (!ARTIFACT_ID.test(id)) throw storeError('ARTIFACT', 'this is no id of an artifact');
    return path.join(this.folder, id.slice(0, 2), id);
  }

  private async attempt<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw fromSystem(error, this.folder);
    }
  }
}

export interface CollectRequest {
  /** Finds those that jobs need. */
  readonly used: () => Promise<ReadonlySet<string>>;
  /** How long others are kept while there is space. */
  readonly seconds: number;
  /** Since 1970, in seconds. */
  readonly now: number;
}

function full(folder: string): Error {
  return storeError('FULL', `${folder}: there is no room left`);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
