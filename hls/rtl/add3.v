// y = a + b + c + CARRIES mod 2^W, CARRIES 0, 1 or 2, where bit 0, 1 or 2 of INVERT puts ~ before a, b or c: one
// LUT6_2 a bit and a carry chain.
//
// Xilinx devices since Virtex-5 have this adder and their tools infer it; yosys does not, so it is instantiated
// where PRIMITIVES says so: O5 of a bit's LUT is the majority of its operands, O6 the sum of its
// operands and the majority of the bit below.
`ifndef TERNARY_PRIMITIVES
`define TERNARY_PRIMITIVES 0
`endif
module add3 #(
    parameter W = 32,
    parameter CARRIES = 0,
    parameter [2:0] INVERT = 0,
    parameter PRIMITIVES = `TERNARY_PRIMITIVES
) (
    input wire [W-1:0] a,
    input wire [W-1:0] b,
    input wire [W-1:0] c,
    output wire [W-1:0] y
);
  localparam BLOCKS = (W + 7) / 8;
  // The table of O5 over its three operands, and of O6 with the fourth input 0.
  function [7:0] table_of(input is_sum);
    integer n;
    reg [2:0] operands;
    for (n = 0; n < 8; n = n + 1) begin
      operands = n[2:0] ^ INVERT;
      table_of[n] = is_sum ? ^operands
          : operands[0] & operands[1] | operands[0] & operands[2] | operands[1] & operands[2];
    end
  endfunction
  localparam [7:0] SUM = table_of(1'b1), MAJORITY = table_of(1'b0);
  localparam [W-1:0] CARRIED = CARRIES;
  genvar i;
  generate
    if (PRIMITIVES == 0) begin : inferred
      assign y = (INVERT[0] ? ~a : a) + (INVERT[1] ? ~b : b) + (INVERT[2] ? ~c : c) + CARRIED;
    end else begin : instantiated
      wire [8*BLOCKS-1:0] propagate, majority_below, sum;
      wire [W-1:0] majority;
      for (i = 0; i < W; i = i + 1) begin : bit_of
        LUT6_2 #(.INIT({{2{~SUM, SUM}}, {4{MAJORITY}}})) lut (
            .I0(a[i]), .I1(b[i]), .I2(c[i]), .I3(majority_below[i]), .I4(1'b0), .I5(1'b1),
            .O5(majority[i]), .O6(propagate[i]));
        if (i == 0) assign majority_below[i] = CARRIES > 0;
        else assign majority_below[i] = majority[i-1];
      end
      for (i = W; i < 8 * BLOCKS; i = i + 1) begin : unused
        assign propagate[i] = 1'b0;
        assign majority_below[i] = 1'b0;
      end
      for (i = 0; i < BLOCKS; i = i + 1) begin : block
        wire below;
        wire [7:0] carry;
        if (i == 0) assign below = CARRIES > 1;
        else assign below = block[i-1].carry[7];
        CARRY8 chain (
            .CI(below), .CI_TOP(1'b0), .DI(majority_below[8*i+:8]), .S(propagate[8*i+:8]),
            .O(sum[8*i+:8]), .CO(carry));
      end
      assign y = sum[W-1:0];
    end
  endgenerate
endmodule
