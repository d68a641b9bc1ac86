/** Opens a device in a process of its own, prints that process's number, and kills itself while it is at work. */
import { faultFile, openFaulty } from './faulty.js';

const device = await openFaulty(faultFile('hang random 1'));
const segment = device.segment();
segment.random({ field: 'koalabear', rows: 4, columns: 4, seed: 1 });
void segment.submit();
process.stdout.write(String(device.pid), () => process.kill(process.pid, 'SIGKILL'));
