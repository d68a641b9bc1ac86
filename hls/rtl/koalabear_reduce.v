// y = x * 2^-48 mod p in 31 bits (hls/include/koalabear_lazy.h, reduce), 2 clocks.
//
// A step is (x >> 24) + 127 * ~l + 128 with l = x mod 2^24. As 127 * ~l = 128 * ~l + l - (2^24 - 1), and the
// constants are low ones, two carries, and high ones, it is one addition of three operands.
module koalabear_reduce (
    input wire clk,
    input wire [63:0] x,
    output wire [30:0] y
);
  wire [40:0] once_next;
  reg [40:0] once;
  add3 #(.W(41), .CARRIES(2), .INVERT(3'b010)) first (
      .a({1'b0, x[63:24]}), .b({10'h3ff, x[23:0], 7'b0}), .c({17'h1ffff, x[23:0]}), .y(once_next));
  wire [30:0] twice_next;
  reg [30:0] twice;
  add3 #(.W(31), .CARRIES(2), .INVERT(3'b010)) second (
      .a({14'b0, once[40:24]}), .b({once[23:0], 7'b0}), .c({7'h7f, once[23:0]}), .y(twice_next));
  always @(posedge clk) begin
    once <= once_next;
    twice <= twice_next;
  end
  assign y = twice;
endmodule
