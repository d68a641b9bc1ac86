export { EXTENSION_DEGREE, extensionNameOf, hashSetNameOf, OP_NAMES } from './abi.js';
export type {
  ElementwiseName,
  ExtensionName,
  FormName,
  OpName,
  OrderName,
  PermutationName,
  ProbeName,
  TableName,
} from './abi.js';
export { sendDatagram } from './datagram.js';
export { Device, type OpenOptions } from './device.js';
export {
  listDevices,
  listIsas,
  type DeviceList,
  type MissingBackend,
  type PresentDevice,
} from './devices.js';
export { parseDeviceId } from './device-id.js';
export { isCancelled, SwitchyardError, type ErrorCode } from './errors.js';
export { runGuest, type GuestOutcome, type GuestRun } from './executor.js';
export { describePlace, type GuestPlace } from './guest-place.js';
export { Matrix, MerkleTree } from './matrix.js';
export { freeWords, type Op, type SegmentMessage, type Slot } from './message.js';
export { nativeMerkleHash } from './merkle-hash.js';
export { addonPath, type DeviceState, type NativeIsa } from './native.js';
export { Outcome, type LinkBytes, type OpTiming } from './outcome.js';
export type { Place, SubmitOptions } from './place.js';
export {
  CheckpointReplay,
  isNoRoom,
  replayChips,
  RunReplay,
  type ReplayChip,
  type ReplayDetail,
  type ReplayedEnd,
  type ReplayedShard,
  type ReplayLie,
  type ReplayRequest,
  type RowLimits,
} from './replay.js';
export { MAX_LOG_BLOWUP, Segment, type DeepQuotient, type Opening, type Result } from './segment.js';
export type { ProcessOptions } from './process/device-process.js';
export type { DeviceEvent, SupervisedStatus } from './supervisor/device-event.js';
export { selfTest } from './supervisor/self-test.js';
export {
  SupervisedDevice,
  type SupervisorClock,
  type SupervisorOptions,
} from './supervisor/supervised-device.js';
export { Transcript } from './transcript.js';
export { WordList } from './word-list.js';
