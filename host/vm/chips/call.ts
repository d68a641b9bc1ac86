import { array, cell, fromBits, not, type Expression } from '../../stark/air/index.js';
import {
  accessCells,
  longTimeCells,
  read,
  SPACE,
  step,
  stepCells,
  update,
  wordCells,
  write,
  type Word,
} from '../blocks.js';
import { alignBus, hintBus, range11Bus, range16Bus } from '../buses.js';
import { HALTED_PC, SYSTEM_WORD } from '../layout.js';
import { defineMachineChip } from '../machine-chip.js';
import { CALL } from './call-number.js';
import { assertFlags, numberOf } from './flags.js';
import { OP } from './op.js';
import { REGISTER } from './register.js';

/** A call of the guest, or a part of one: docs/vm.md 8.1. */
export const callChip = defineMachineChip({
  name: 'call',
  description: 'ECALL: ending, commitments and hints.',
  columns: {
    isHalt: cell(),
    isWrite: cell(),
    isCommit: cell(),
    isDeferred: cell('COMMIT_DEFERRED_PROOFS'),
    isHintLen: cell(),
    isHintRead: cell(),
    isEnter: cell('ENTER_UNCONSTRAINED'),
    isExit: cell('EXIT_UNCONSTRAINED'),
    ...stepCells(),
    next: cell('where the machine goes on'),
    t0: accessCells('number of the call'),
    t0New: wordCells('what t0 holds afterwards'),
    a0: accessCells('first argument, where it is read'),
    a1: accessCells('second argument, where it is read'),
    page: {
      address: cell('system word that the call changes'),
      old: wordCells('what it held'),
      ...longTimeCells('that'),
      newWord: wordCells('what it becomes'),
    },
    flag: { old: wordCells('the halted word'), ...longTimeCells('it') },
    index: array(3, "bits of COMMIT's index"),
    words: cell('words that this row of HINT_READ writes'),
    done: cell('whether none are left'),
    tail: cell('length mod 4'),
    tailInverse: cell('inverse of that, or 0'),
    partial: cell('whether that is not 0'),
    left: wordCells('words left afterwards'),
  },
  constraints(builder) {
    const { local, constant, assertZero, assertEqual, assertBoolean, bus } = builder;
    const { isHalt, isWrite, isCommit, isDeferred, isHintLen, isHintRead, isEnter, isExit } = local;
    const { pc, time, next, t0, t0New, a0, a1, page, flag, index } = local;
    const { words, done, tail, tailInverse, partial, left } = local;
    const real = assertFlags(builder, {
      isHalt,
      isWrite,
      isCommit,
      isDeferred,
      isHintLen,
      isHintRead,
      isEnter,
      isExit,
    });
    const paged = isHalt.add(isCommit).add(isHintRead);
    const hasA1 = isCommit.add(isDeferred).add(isHintRead);
    const unwind = isEnter.add(isExit);
    const committed = fromBits(index);
    assertBoolean('paged is boolean', paged);
    assertBoolean('second argument is boolean', hasA1);
    const eachLimb = (name: string, of: (word: (w: Word<Expression>) => Expression) => Expression): void => {
      assertZero(
        `${name}[lo]`,
        of(({ lo }) => lo),
      );
      assertZero(
        `${name}[hi]`,
        of(({ hi }) => hi),
      );
    };

    assertEqual(
      'call number[lo]',
      t0.lo,
      numberOf([
        [isWrite, CALL.write],
        [isEnter, CALL.enter],
        [isExit, CALL.exit],
        [isCommit, CALL.commit],
        [isDeferred, CALL.deferred],
        [isHintLen, CALL.hintLen],
        [isHintRead, CALL.hintRead],
      ]),
    );
    assertZero('call number[hi]', t0.hi);
    const stays = real.sub(isHintLen).sub(unwind);
    eachLimb('t0 stays', (limb) => stays.mul(limb(t0New).sub(limb(t0))));
    eachLimb('t0 becomes zero', (limb) => unwind.mul(limb(t0New)));
    assertEqual(
      'next',
      next,
      isHalt
        .mul(HALTED_PC)
        .add(isHintRead.mul(pc.add(done)))
        .add(real.sub(isHalt).sub(isHintRead).mul(pc.add(1))),
    );

    index.forEach((bit, i) => assertBoolean(`index[${i}] is boolean`, bit));
    assertZero('commit index[lo]', isCommit.mul(a0.lo.sub(committed)));
    assertZero('commit index[hi]', isCommit.mul(a0.hi));
    eachLimb('deferred words are zero', (limb) => isDeferred.mul(limb(a1)));
    assertEqual(
      'system word',
      page.address,
      isHalt
        .mul(SYSTEM_WORD.exitCode)
        .add(isCommit.mul(committed.add(SYSTEM_WORD.committed)))
        .add(isHintRead.mul(SYSTEM_WORD.hintDone)),
    );
    eachLimb('exit code', (limb) => isHalt.mul(limb(page.newWord).sub(limb(a0))));
    eachLimb('committed word', (limb) => isCommit.mul(limb(page.newWord).sub(limb(a1))));

    const whole = ({ lo, hi }: Word<Expression>): Expression => lo.add(hi.mul(2 ** 16));
    const wordNumber = (lo: Expression, hi: Expression): Expression =>
      lo.mul(constant(1, 4)).add(hi.mul(2 ** 14));
    const before = whole(page.old);
    const total = wordNumber(a1.lo.sub(tail), a1.hi).add(partial);
    const first = wordNumber(a0.lo, a0.hi).add(before);
    assertBoolean('done is boolean', done);
    assertBoolean('partial is boolean', partial);
    assertZero('done', not(isHintRead).mul(done));
    assertZero('partial', not(isHintRead).mul(partial));
    assertZero('partial word[set]', isHintRead.mul(partial.sub(tail.mul(tailInverse))));
    assertZero('partial word[unset]', isHintRead.mul(not(partial)).mul(tail));
    assertZero('words left', isHintRead.mul(total.sub(before).sub(words).sub(whole(left))));
    eachLimb('done means none left', (limb) => done.mul(limb(left)));
    assertZero('progress', isHintRead.mul(whole(page.newWord).sub(not(done).mul(before.add(words)))));

    step(builder, real, local, next, { op: OP.call, rd: 0, rs1: 0, x: 0, y: 0, z: pc.add(1) });
    write(builder, t0New, t0, REGISTER.t0, time, real);
    read(builder, a0, REGISTER.a0, time, paged);
    read(builder, a1, REGISTER.a1, time, hasA1);
    const pageWord = { space: SPACE.system, address: page.address };
    update(builder, pageWord, page.old, page.newWord, page, time, paged);
    const haltedWord = { space: SPACE.system, address: SYSTEM_WORD.halted };
    update(builder, haltedWord, flag.old, { lo: 1, hi: 0 }, flag, time, isHalt);
    bus.send(range16Bus, [t0New.lo], isHintLen);
    bus.send(range16Bus, [t0New.hi], isHintLen);
    bus.send(alignBus, [a0.lo, 0], isHintRead);
    bus.send(alignBus, [a1.lo, tail], isHintRead);
    bus.send(range11Bus, [a1.hi], isHintRead);
    bus.send(range16Bus, [left.lo], isHintRead);
    bus.send(range11Bus, [left.hi], isHintRead);
    bus.send(range16Bus, [page.newWord.lo], isHintRead);
    bus.send(range11Bus, [page.newWord.hi], isHintRead);
    bus.send(hintBus, [first, words, time], isHintRead);
    bus.receive(hintBus, [first.add(words), 0, time], isHintRead);
  },
});
