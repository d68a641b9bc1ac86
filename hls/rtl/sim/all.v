// Every module that is checked, side by side, so that one model is built.
module all (
    input wire clk,
    input wire [31:0] cube_x,
    output wire [30:0] cube_y,
    input wire [32*16-1:0] external16_lanes,
    input wire [31*16-1:0] external16_constants,
    output wire [32*16-1:0] external16_folded,
    input wire [32*24-1:0] external24_lanes,
    input wire [31*24-1:0] external24_constants,
    output wire [32*24-1:0] external24_folded,
    input wire [34*16-1:0] internal16_lanes,
    input wire [30:0] internal16_constant,
    output wire [34*16-1:0] internal16_next,
    input wire [34*24-1:0] internal24_lanes,
    input wire [30:0] internal24_constant,
    output wire [34*24-1:0] internal24_next,
    input wire [30:0] to_pipeline_word,
    output wire [31:0] to_pipeline_y,
    input wire [31:0] from_pipeline_x,
    output wire [30:0] from_pipeline_word,
    input wire [1599:0] keccak_lanes,
    input wire [63:0] keccak_constant,
    output wire [1599:0] keccak_next,
    input wire [113:0] operands,
    output wire [5:0] adders_differ
);
  keccak_round keccak (
      .clk(clk), .lanes(keccak_lanes), .round_constant(keccak_constant), .next(keccak_next));
  koalabear_to_pipeline to_pipeline (.clk(clk), .word(to_pipeline_word), .y(to_pipeline_y));
  koalabear_from_pipeline from_pipeline (.clk(clk), .x(from_pipeline_x), .word(from_pipeline_word));
  // The adder from primitives beside the one that tools infer: once for every use.
  add3_pair #(.W(38)) plain (.operands(operands), .differ(adders_differ[0]));
  add3_pair #(.W(31), .CARRIES(2), .INVERT(3'b010)) reduce (.operands(operands), .differ(adders_differ[1]));
  add3_pair #(.W(34), .CARRIES(2), .INVERT(3'b110)) middle (.operands(operands), .differ(adders_differ[2]));
  add3_pair #(.W(12), .CARRIES(1), .INVERT(3'b101)) minus (.operands(operands), .differ(adders_differ[3]));
  add3_pair #(.W(35), .INVERT(3'b010)) first (.operands(operands), .differ(adders_differ[4]));
  add3_pair #(.W(36), .INVERT(3'b110)) three (.operands(operands), .differ(adders_differ[5]));

  koalabear_cube cube (.clk(clk), .x(cube_x), .y(cube_y));
  poseidon2_external_round #(.WIDTH(16)) external16 (
      .clk(clk), .lanes(external16_lanes), .constants(external16_constants), .folded(external16_folded));
  poseidon2_external_round #(.WIDTH(24)) external24 (
      .clk(clk), .lanes(external24_lanes), .constants(external24_constants), .folded(external24_folded));
  poseidon2_internal_round #(.WIDTH(16)) internal16 (
      .clk(clk), .lanes(internal16_lanes), .constant(internal16_constant), .next(internal16_next));
  poseidon2_internal_round #(.WIDTH(24)) internal24 (
      .clk(clk), .lanes(internal24_lanes), .constant(internal24_constant), .next(internal24_next));
endmodule

module add3_pair #(
    parameter W = 32,
    parameter CARRIES = 0,
    parameter [2:0] INVERT = 0
) (
    input wire [113:0] operands,
    output wire differ
);
  wire [W-1:0] instantiated, inferred;
  add3 #(.W(W), .CARRIES(CARRIES), .INVERT(INVERT), .PRIMITIVES(1)) from_primitives (
      .a(operands[0+:W]), .b(operands[38+:W]), .c(operands[76+:W]), .y(instantiated));
  add3 #(.W(W), .CARRIES(CARRIES), .INVERT(INVERT), .PRIMITIVES(0)) from_sum (
      .a(operands[0+:W]), .b(operands[38+:W]), .c(operands[76+:W]), .y(inferred));
  assign differ = instantiated != inferred;
endmodule
