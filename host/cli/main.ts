#!/usr/bin/env node
import { run } from './program.js';

const code = await run(process.argv.slice(2), process.env);
// A command may have set a code of its own and ended well otherwise.
if (code !== 0) process.exitCode = code;
