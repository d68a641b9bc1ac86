/** A daemon that proves nothing, in a process of its own that tests kill: says where it listens. */
import { openLog, startDaemon, type DaemonConfig } from '../../host/daemon/index.js';
import { FakeWorkshop } from './fake-workshop.js';

const config = JSON.parse(process.argv[2]) as DaemonConfig;
const log = openLog('silent');
const daemon = await startDaemon({ config, workshop: new FakeWorkshop(), log, version: '0.0.0' });
console.log(daemon.url);
