// y = x + 2^24 - 1 mod p in 32 bits (hls/include/koalabear_lazy.h, fold), 1 clock.
module koalabear_fold #(
    parameter W = 38
) (
    input wire clk,
    input wire [W-1:0] x,
    output wire [31:0] y
);
  wire [W-32:0] h = x[W-1:31];
  wire [23:0] complement = ~{{(24 - (W - 31)) {1'b0}}, h};
  wire [31:0] high = {{(8 - (W - 31)) {1'b0}}, h, complement};
  reg [31:0] sum;
  always @(posedge clk) sum <= {1'b0, x[30:0]} + high;
  assign y = sum;
endmodule
