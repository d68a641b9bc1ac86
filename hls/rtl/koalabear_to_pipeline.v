// A word of memory below p to one of the pipeline: times 2^16 mod p in 32 bits (hls/include/koalabear_lazy.h,
// to_pipeline), 3 clocks.
module koalabear_to_pipeline (
    input wire clk,
    input wire [30:0] word,
    output wire [31:0] y
);
  // Each time 2^31 * h + l becomes 2^24 * h - h + l.
  wire [40:0] once_next;
  wire [34:0] twice_next;
  wire [31:0] thrice_next;
  reg [40:0] once;
  reg [34:0] twice;
  reg [31:0] thrice;
  add3 #(.W(41), .CARRIES(1), .INVERT(3'b100)) first (
      .a({10'b0, word[14:0], 16'b0}), .b({1'b0, word[30:15], 24'b0}), .c({25'b0, word[30:15]}), .y(once_next));
  add3 #(.W(35), .CARRIES(1), .INVERT(3'b100)) second (
      .a({4'b0, once[30:0]}), .b({1'b0, once[40:31], 24'b0}), .c({25'b0, once[40:31]}), .y(twice_next));
  add3 #(.W(32), .CARRIES(1), .INVERT(3'b100)) third (
      .a({1'b0, twice[30:0]}), .b({4'b0, twice[34:31], 24'b0}), .c({28'b0, twice[34:31]}), .y(thrice_next));
  always @(posedge clk) begin
    once <= once_next;
    twice <= twice_next;
    thrice <= thrice_next;
  end
  assign y = thrice;
endmodule
