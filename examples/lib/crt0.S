# Start of every guest. Registers and memory outside of the image are 0.
  .section .text.start, "ax", @progbits
  .globl _start
  .type _start, @function
_start:
  .option push
  .option norelax
  la gp, __global_pointer$
  .option pop
  li sp, 0x00200400
  call main
  tail guest_exit
  .size _start, . - _start
