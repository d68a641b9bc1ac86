import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DaemonConfig } from '../../daemon/index.js';
import { formatBytes } from '../quantity.js';
import { fail, ok, warn, type Check } from './check.js';

/** Filesystems by their magic numbers (statfs): what is wrong with them for a database that must not lose anything. */
const UNFIT: Readonly<
  Record<number, { readonly name: string; readonly why: string; readonly isFatal: boolean }>
> = {
  0x6969: { name: 'NFS', why: 'locks and syncs of files are not reliable', isFatal: true },
  0xff534d42: { name: 'CIFS', why: 'locks and syncs of files are not reliable', isFatal: true },
  0xfe534d42: { name: 'SMB', why: 'locks and syncs of files are not reliable', isFatal: true },
  0x65735546: { name: 'FUSE', why: 'what it does on a sync is up to its program', isFatal: false },
  0x01021994: { name: 'tmpfs', why: 'it is gone after a restart of the machine', isFatal: false },
  0x794c7630: { name: 'overlayfs', why: 'it is gone with its container', isFatal: false },
};

/** Whether the data folder can be used, and has room. */
export function checkStorage({ dataFolder, storage }: DaemonConfig): Check[] {
  const name = 'data folder';
  const status = statSync(dataFolder, { throwIfNoEntry: false });
  const place = status ? dataFolder : path.dirname(dataFolder);
  if (status && !status.isDirectory())
    return [fail(name, `${dataFolder} is no folder`, 'Name a folder by dataFolder.')];
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch {
    const remedy = `install -d -o switchyard -g switchyard -m 0700 ${dataFolder}`;
    return [fail(name, `${place} cannot be written to by this user`, remedy)];
  }
  const access = status
    ? checkOwner(dataFolder, status)
    : ok(name, `${dataFolder} is made at the first start`);
  return [access, checkFilesystem(place), checkSpace(place, storage)];
}

function checkOwner(folder: string, { uid, mode }: { readonly uid: number; readonly mode: number }): Check {
  const name = 'data folder';
  const self = process.getuid!();
  if (uid !== self)
    return warn(
      name,
      `${folder} belongs to user ${uid}, this is ${self}`,
      'Run this as the user of the daemon.',
    );
  if ((mode & 0o077) !== 0) return warn(name, `others may look into ${folder}`, `chmod 0700 ${folder}`);
  return ok(name, `${folder}, for its owner alone`);
}

function checkFilesystem(place: string): Check {
  const name = 'filesystem';
  const unfit = UNFIT[statfsSync(place).type] as (typeof UNFIT)[number] | undefined;
  if (!unfit) return ok(name, `${place} is on a local disk`);
  const detail = `${place} is on ${unfit.name}: ${unfit.why}`;
  return (unfit.isFatal ? fail : warn)(name, detail, 'Put dataFolder on a local disk, such as ext4 or XFS.');
}

function checkSpace(
  place: string,
  { maxBytes, reservedBytes, minFreeBytes }: DaemonConfig['storage'],
): Check {
  const name = 'disk space';
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const detail = `${formatBytes(free)} are free`;
  if (free < reservedBytes + minFreeBytes) {
    const remedy = 'Free space, or lower storage.reservedBytes and storage.minFreeBytes.';
    return fail(name, `${detail}: less than what is kept for accepted jobs`, remedy);
  }
  if (free < maxBytes) {
    const remedy = 'Lower storage.maxBytes, so that old artifacts go before the disk is full.';
    return warn(name, `${detail}, storage.maxBytes is ${formatBytes(maxBytes)}`, remedy);
  }
  return ok(name, detail);
}
