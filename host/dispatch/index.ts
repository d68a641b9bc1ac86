export { Dispatcher, type StageRecord } from './dispatcher.js';
