// A word of the pipeline to one of memory: times 2^-16 mod p, below p (hls/include/koalabear_lazy.h,
// from_pipeline), 2 clocks.
module koalabear_from_pipeline (
    input wire clk,
    input wire [31:0] x,
    output wire [30:0] word
);
  localparam [30:0] P = 31'h7f000001;
  // (x >> 16) + 127 * 2^8 * ~l + 127 * 2^8 + 1 with l = x mod 2^16, as koalabear_reduce.v has it for 24 bits.
  wire [30:0] reduced_next;
  reg [30:0] reduced, result;
  add3 #(.W(31), .CARRIES(2), .INVERT(3'b010)) step (
      .a({15'b0, x[31:16]}), .b({x[15:0], 15'b0}), .c({7'h7f, x[15:0], 8'b0}), .y(reduced_next));
  wire [31:0] difference = {1'b0, reduced} - {1'b0, P};
  always @(posedge clk) begin
    reduced <= reduced_next;
    result <= difference[31] ? reduced : difference[30:0];
  end
  assign word = result;
endmodule
