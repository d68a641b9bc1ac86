/** The library face of Switchyard. */
export * from './runtime/index.js';
