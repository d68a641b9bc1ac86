/** The library face of Switchyard: devices, tables, proving and verifying. */
export * from './dispatch/index.js';
export * from './runtime/index.js';
export * from './stark/air/index.js';
export * from './stark/chips/index.js';
export * from './stark/proof/index.js';
export * from './stark/prove/index.js';
export * from './stark/security/index.js';
export * from './stark/verify-worker/index.js';
export * from './stark/verify/index.js';
export * from './vm/index.js';
