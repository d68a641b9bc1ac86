/** Proves one shard from its checkpoint: CHECKPOINT KEY SHAPE PROOF, run as a process of its own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Dispatcher } from '../../host/dispatch/index.js';
import { CheckpointReplay, Device } from '../../host/runtime/index.js';
import { PRESETS } from '../../host/stark/proof/index.js';
import { commitFixedTables, decodeVerifyingKey, proveShard, SHAPES } from '../../host/vm/index.js';
import { shapeHeights } from '../../host/vm/prove/choose-shape.js';

const [checkpoint, key, shapeName, proof] = process.argv.slice(2);
const shape = SHAPES.findIndex(({ name }) => name === shapeName);
const parameters = PRESETS.dev;

await using device = Device.open('cpu0');
const dispatcher = new Dispatcher(device);
const replay = await CheckpointReplay.open(readFileSync(checkpoint));
const shard = await proveShard(
  {
    ...{ parameters, dispatcher, key: decodeVerifyingKey(readFileSync(key)) },
    fixedTables: await commitFixedTables(parameters, dispatcher),
  },
  {
    ...{ shape, publicValues: replay.shard.publicValues },
    tables: await replay.fillForUpload(shapeHeights(shape)),
  },
);
writeFileSync(proof, shard.proof);
