// What the two primitives of add3.v do, for Verilator.
module LUT6_2 #(
    parameter [63:0] INIT = 0
) (
    input wire I0, I1, I2, I3, I4, I5,
    output wire O5, O6
);
  assign O6 = INIT[{I5, I4, I3, I2, I1, I0}];
  assign O5 = INIT[{1'b0, I4, I3, I2, I1, I0}];
endmodule

module CARRY8 (
    input wire CI, CI_TOP,
    input wire [7:0] DI, S,
    output wire [7:0] O, CO
);
  reg [8:0] c;
  integer i;
  always @* begin
    c[0] = CI;
    for (i = 0; i < 8; i = i + 1) c[i+1] = S[i] ? c[i] : DI[i];
  end
  assign O = S ^ c[7:0];
  assign CO = c[8:1];
endmodule
