// q is d of N clocks ago.
module delay #(
    parameter W = 32,
    parameter N = 1
) (
    input wire clk,
    input wire [W-1:0] d,
    output wire [W-1:0] q
);
  generate
    if (N == 0) begin : none
      assign q = d;
    end else begin : some
      reg [W-1:0] stage[0:N-1];
      integer i;
      always @(posedge clk) begin
        stage[0] <= d;
        for (i = 1; i < N; i = i + 1) stage[i] <= stage[i-1];
      end
      assign q = stage[N-1];
    end
  endgenerate
endmodule
