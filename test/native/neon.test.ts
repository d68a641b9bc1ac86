import test from 'ava';
import { passesDoctest } from '../support/doctest.js';

const program = 'build/aarch64/test/native/native-tests';
const emulator = ['qemu-aarch64', '-L', '/usr/aarch64-linux-gnu'];

// An aarch64 machine tests NEON with its native tests.
const onX86 = process.arch === 'x64' ? test : test.skip;

onX86('the tests of the kernels pass for aarch64, under emulation', (t) =>
  passesDoctest(t, program, emulator),
);
