import { Command } from 'commander';
import { listDevices, type DeviceList } from '../runtime/index.js';
import { formatBytes } from './quantity.js';
import { formatTable } from './table.js';

/** `switchyard devices` */
export function devicesCommand(): Command {
  return new Command('devices')
    .description('list the devices of this machine, and the backends that offer none with the reason')
    .option('--json', 'machine-readable output (schema switchyard-devices/1)')
    .action(async (options: { json?: boolean }) => {
      const list = await listDevices();
      if (options.json) console.log(JSON.stringify({ schema: 'switchyard-devices/1', ...list }, null, 2));
      else printDevices(list);
    });
}

function printDevices({ devices, missing }: DeviceList): void {
  const rows = devices.map((device) => [
    device.isEmulated ? `${device.id} (emulated)` : device.id,
    device.model,
    device.path,
    String(device.threads),
    formatBytes(device.memoryBytes),
  ]);
  console.log(
    formatTable(['device', 'model', 'path', 'threads', 'memory'], rows, new Set(['threads', 'memory'])),
  );
  for (const { backend, reason, remedy } of missing) {
    console.log(`\n${backend}: no device: ${reason}\n  ${remedy}`);
  }
}
