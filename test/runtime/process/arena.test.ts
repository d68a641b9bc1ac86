import { fstatSync } from 'node:fs';
import test from 'ava';
import { Arena } from '../../../host/runtime/process/arena.js';

/** Bytes that the arena takes of the machine's memory. */
const heldBytes = (arena: Arena) => fstatSync(arena.descriptor).blocks * 512;

const MIB = 2 ** 20;
const KEPT_BYTES = 256 * MIB;

test('released parts keep their memory until the arena rests', (t) => {
  const arena = Arena.create(2 ** 32);
  t.teardown(() => arena.close());
  const place = arena.take(MIB / 4);
  arena.view(place.offset, MIB / 4).fill(1);
  t.is(heldBytes(arena), MIB);
  arena.release(place);
  t.is(heldBytes(arena), MIB);
  const again = arena.take(MIB / 4);
  t.is(again.offset, place.offset);
  arena.rest();
  t.is(heldBytes(arena), MIB, 'what is taken is not given back');
  arena.release(again);
  arena.rest();
  t.is(heldBytes(arena), 0);
  arena.rest();
});

test('what lies beyond the kept front goes back at once', (t) => {
  const arena = Arena.create(2 ** 32);
  t.teardown(() => arena.close());
  const front = arena.take((KEPT_BYTES - MIB) / 4);
  const across = arena.take((2 * MIB) / 4);
  arena.view(across.offset, (2 * MIB) / 4).fill(1);
  t.is(heldBytes(arena), 2 * MIB);
  arena.release(across);
  t.is(heldBytes(arena), MIB);
  arena.release(front);
  arena.rest();
  t.is(heldBytes(arena), 0);
  t.is(arena.freeBytes, 2 ** 32);
});
