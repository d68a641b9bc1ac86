import { array, cell, fromBits, not, sum, type Expression } from '../../stark/air/index.js';
import { SPACE, wordCells } from '../blocks.js';
import { alignBus, decodeBus, memoryBus, opcodeBus, range16Bus } from '../buses.js';
import { SYSTEM_WORD } from '../layout.js';
import { defineMachineChip } from '../machine-chip.js';
import { assertFlags, numberOf } from './flags.js';
import { DECODE_CLASS } from './opcode-rows.js';
import { upperLimb } from './operand.js';

/** When code is read. */
const DECODE_TIME = 1;

/** The instruction at a pc, decoded once in a shard: docs/vm.md section 6. */
export const decodeChip = defineMachineChip({
  name: 'decode',
  description: 'Instructions of the program that the shard executes.',
  columns: {
    isRegister: cell('two registers'),
    isImmediate: cell('a register and an immediate'),
    isShift: cell('a register and a shift amount'),
    isLoad: cell(),
    isStore: cell(),
    isBranch: cell(),
    isJal: cell(),
    isJalr: cell(),
    isLui: cell(),
    isAuipc: cell(),
    isFence: cell(),
    isEcall: cell(),
    pc: cell('where the instruction is, a word number'),
    bit: array(32, 'of the instruction, lowest first'),
    usesF3: cell('whether it has the field funct3'),
    usesF7: cell('whether it has the field funct7'),
    f3: cell('funct3, or 0'),
    f7: cell('funct7, or 0'),
    op: cell('number of the decoded instruction, without immediates folded together'),
    rdZero: cell('whether bits 7 to 11 are 0'),
    rdInverse: cell('inverse of that field, or 0'),
    pcLow: cell('pc mod 2^14'),
    v: wordCells('upper immediate or link, or 0'),
    carry: array(2, 'out of its limbs'),
    count: cell('steps that use the row'),
  },
  constraints(builder) {
    const { local, constant, assertZero, assertEqual, assertBoolean, bus } = builder;
    const { isRegister, isImmediate, isShift, isLoad, isStore, isBranch } = local;
    const { isJal, isJalr, isLui, isAuipc, isFence, isEcall } = local;
    const { pc, bit, usesF3, usesF7, f3, f7, op, rdZero, rdInverse, pcLow, v, carry, count } = local;
    const real = assertFlags(builder, {
      isRegister,
      isImmediate,
      isShift,
      isLoad,
      isStore,
      isBranch,
      isJal,
      isJalr,
      isLui,
      isAuipc,
      isFence,
      isEcall,
    });
    const field = (first: number, length: number): Expression => fromBits(bit.slice(first, first + length));
    const [rd, rs1, rs2] = [field(7, 5), field(15, 5), field(20, 5)];
    const sign = bit[31];
    const pcHigh = pc.sub(pcLow).mul(constant(1, 2 ** 14));
    const onPc = isAuipc.add(isJal).add(isJalr);
    const link = isJal.add(isJalr);
    const upper = isLui.add(isAuipc);

    bit.forEach((b, i) => assertBoolean(`bits are boolean[${i}]`, b));
    assertBoolean('carry[0] is boolean', carry[0]);
    assertBoolean('carry[1] is boolean', carry[1]);
    assertBoolean('rdZero is boolean', rdZero);
    assertBoolean('usesF3 is boolean', usesF3);
    assertBoolean('usesF7 is boolean', usesF7);
    assertEqual('not compressed[0]', bit[0], real);
    assertEqual('not compressed[1]', bit[1], real);
    assertEqual('used function 3', f3, usesF3.mul(field(12, 3)));
    assertEqual('used function 7', f7, usesF7.mul(field(25, 7)));
    assertZero('plain ecall', isEcall.mul(rd.add(rs1).add(rs2)));
    assertZero('rd is zero', rdZero.mul(rd));
    assertEqual('rd is not zero', rd.mul(rdInverse), real.sub(rdZero));
    assertEqual(
      'computed low limb',
      v.lo.add(carry[0].mul(2 ** 16)),
      onPc
        .mul(pcLow.mul(4))
        .add(upper.mul(field(12, 4).mul(2 ** 12)))
        .add(link.mul(4)),
    );
    assertEqual(
      'computed high limb',
      v.hi.add(carry[1].mul(2 ** 16)),
      onPc
        .mul(pcHigh)
        .add(upper.mul(field(16, 16)))
        .add(carry[0]),
    );
    assertZero('padding provides nothing', count.mul(not(real)));

    const word = { lo: field(0, 16), hi: field(16, 16) };
    bus.receive(memoryBus, [SPACE.code, pc, word.lo, word.hi, 0], real);
    bus.send(memoryBus, [SPACE.code, pc, word.lo, word.hi, DECODE_TIME], real);
    bus.send(alignBus, [pcLow.mul(4), 0], real);
    bus.send(range16Bus, [pcHigh], real);
    bus.send(range16Bus, [v.lo], real);
    bus.send(range16Bus, [v.hi], real);
    const decodeClass = numberOf([
      [isRegister, DECODE_CLASS.register],
      [isImmediate, DECODE_CLASS.immediate],
      [isShift, DECODE_CLASS.shift],
      [isLoad, DECODE_CLASS.load],
      [isStore, DECODE_CLASS.store],
      [isBranch, DECODE_CLASS.branch],
      [isJal, DECODE_CLASS.jal],
      [isJalr, DECODE_CLASS.jalr],
      [isLui, DECODE_CLASS.lui],
      [isAuipc, DECODE_CLASS.auipc],
      [isFence, DECODE_CLASS.fence],
      [isEcall, DECODE_CLASS.ecall],
    ]);
    bus.send(opcodeBus, [field(2, 5), usesF3, usesF7, f3, f7, op, decodeClass], real);

    const immediateI = field(20, 11).sub(sign.mul(2 ** 11));
    const immediateS = rd.add(field(25, 6).mul(2 ** 5)).sub(sign.mul(2 ** 11));
    const immediateB = field(8, 4)
      .double()
      .add(field(25, 6).mul(2 ** 5))
      .add(bit[7].mul(2 ** 11))
      .sub(sign.mul(2 ** 12));
    const immediateJ = field(21, 10)
      .double()
      .add(bit[20].mul(2 ** 11))
      .add(field(12, 8).mul(2 ** 12))
      .sub(sign.mul(2 ** 20));
    const target = (immediate: Expression): Expression => pc.add(immediate.mul(constant(1, 4)));
    const hasRd = sum([isRegister, isImmediate, isShift, isLoad, isJal, isJalr, isLui, isAuipc]);
    const hasRs1 = sum([isRegister, isImmediate, isShift, isLoad, isStore, isBranch, isJalr]);
    const hasRs2 = sum([isRegister, isShift, isStore, isBranch]);
    const goesOn = real.sub(sum([isLoad, isStore, isJalr, isBranch, isJal]));
    const destination = rd.add(rdZero.mul(SYSTEM_WORD.sink));
    const extended = field(20, 11).add(sign.mul(2 ** 16 - 2 ** 11));
    bus.provide(
      decodeBus,
      [
        pc,
        op,
        hasRd.mul(destination).add(isFence.mul(SYSTEM_WORD.sink)),
        hasRs1.mul(rs1),
        hasRs2.mul(rs2).add(isImmediate.mul(extended)).add(v.lo),
        isImmediate.mul(upperLimb(sign)).add(v.hi),
        sum([
          goesOn.mul(pc.add(1)),
          isLoad.add(isJalr).mul(immediateI),
          isStore.mul(immediateS),
          isBranch.mul(target(immediateB)),
          isJal.mul(target(immediateJ)),
        ]),
      ],
      count,
    );
  },
});
