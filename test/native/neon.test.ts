import test from 'ava';
import { passesDoctest } from '../support/doctest.js';

const program = 'build/aarch64/test/native/native-tests';
const emulator = ['qemu-aarch64', '-L', '/usr/aarch64-linux-gnu'] as const;

// A machine that has NEON tests it with its native tests.
const onX86 = process.arch === 'x64' ? test : test.skip;

onX86('the tests of the kernels for NEON pass under emulation', (t) => passesDoctest(t, program, emulator));
