export { compress, compressPair, leafDigest } from './compression.js';
export { imageLeaves, initialRoot } from './image.js';
export { STATE_CHECKS, StateError, type StateCheck } from './state-error.js';
export { CLOSED_DIGEST, emptyDigest, spaceRoot, stateRoot, type SpaceName } from './subtree.js';
export { openSystemPage, verifySystemPage, type RunEnd, type SystemPageOpening } from './system-page.js';
