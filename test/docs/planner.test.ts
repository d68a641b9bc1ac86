import test from 'ava';
import { describeExample } from '../planner/example.js';
import { codeBlocks } from './code-blocks.js';

test('the worked example of how the planner decides is what the planner decides', (t) => {
  t.is(codeBlocks('docs/planner.md', 'text')[0], describeExample());
});
