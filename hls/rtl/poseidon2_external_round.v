// A full round: cubes, then the external layer with the next round's constants. 17 clocks.
module poseidon2_external_round #(
    parameter WIDTH = 16
) (
    input wire clk,
    input wire [32*WIDTH-1:0] lanes,
    input wire [31*WIDTH-1:0] constants,
    output wire [32*WIDTH-1:0] folded
);
  wire [32*WIDTH-1:0] cubed;
  genvar i;
  generate
    for (i = 0; i < WIDTH; i = i + 1) begin : lane
      koalabear_cube cube (.clk(clk), .x(lanes[32*i+:32]), .y(cubed[32*i+:31]));
      assign cubed[32*i+31] = 1'b0;
    end
  endgenerate
  poseidon2_external_layer #(.WIDTH(WIDTH)) layer (
      .clk(clk), .lanes(cubed), .constants(constants), .folded(folded));
endmodule
