// The external layer, the next round constants, and one fold a lane (hls/include/poseidon2_lazy.h,
// external_layer_lazily): WIDTH lanes of 32 bits in, constants of 31, lanes of 32 bits out, 6 clocks.
module poseidon2_external_layer #(
    parameter WIDTH = 16
) (
    input wire clk,
    input wire [32*WIDTH-1:0] lanes,
    input wire [31*WIDTH-1:0] constants,
    output wire [32*WIDTH-1:0] folded
);
  localparam GROUPS = WIDTH / 4;
  // Lanes after circ(2, 3, 1, 1), of 35 bits: clock 2.
  wire [34:0] mixed[0:WIDTH-1];
  genvar g, i;
  generate
    for (g = 0; g < GROUPS; g = g + 1) begin : group
      wire [31:0] a = lanes[32*(4*g)+:32], b = lanes[32*(4*g+1)+:32];
      wire [31:0] c = lanes[32*(4*g+2)+:32], d = lanes[32*(4*g+3)+:32];
      reg [32:0] ab, cd;
      reg [33:0] b2c, d2a;
      reg [31:0] b_kept, d_kept;
      wire [34:0] na, nb, nc, nd;
      reg [34:0] ra, rb, rc, rd;
      add3 #(.W(35)) sum_a (.a({1'b0, ab, 1'b0}), .b({3'b0, b_kept}), .c({2'b0, cd}), .y(na));
      add3 #(.W(35)) sum_b (.a({2'b0, ab}), .b({1'b0, b2c}), .c({2'b0, cd}), .y(nb));
      add3 #(.W(35)) sum_c (.a({1'b0, cd, 1'b0}), .b({3'b0, d_kept}), .c({2'b0, ab}), .y(nc));
      add3 #(.W(35)) sum_d (.a({2'b0, ab}), .b({1'b0, d2a}), .c({2'b0, cd}), .y(nd));
      always @(posedge clk) begin
        ab <= a + b;
        cd <= c + d;
        b2c <= b + {c, 1'b0};
        d2a <= d + {a, 1'b0};
        b_kept <= b;
        d_kept <= d;
        ra <= na;
        rb <= nb;
        rc <= nc;
        rd <= nd;
      end
      assign mixed[4*g] = ra;
      assign mixed[4*g+1] = rb;
      assign mixed[4*g+2] = rc;
      assign mixed[4*g+3] = rd;
    end
    for (i = 0; i < 4; i = i + 1) begin : column
      // Sums of four or six lanes: clock 4.
      wire [37:0] total;
      if (GROUPS == 4) begin : of_four
        wire [37:0] three_next;
        reg [37:0] three, all;
        reg [34:0] last;
        add3 #(.W(38)) sum (.a({3'b0, mixed[i]}), .b({3'b0, mixed[4+i]}), .c({3'b0, mixed[8+i]}), .y(three_next));
        always @(posedge clk) begin
          three <= three_next;
          last <= mixed[12+i];
          all <= three + {3'b0, last};
        end
        assign total = all;
      end else begin : of_six
        wire [37:0] lower_next, upper_next;
        reg [37:0] lower, upper, all;
        add3 #(.W(38)) sum_lower (.a({3'b0, mixed[i]}), .b({3'b0, mixed[4+i]}), .c({3'b0, mixed[8+i]}), .y(lower_next));
        add3 #(.W(38)) sum_upper (.a({3'b0, mixed[12+i]}), .b({3'b0, mixed[16+i]}), .c({3'b0, mixed[20+i]}), .y(upper_next));
        always @(posedge clk) begin
          lower <= lower_next;
          upper <= upper_next;
          all <= lower + upper;
        end
        assign total = all;
      end
      for (g = 0; g < GROUPS; g = g + 1) begin : lane
        wire [34:0] kept;
        delay #(.W(35), .N(2)) keep (.clk(clk), .d(mixed[4*g+i]), .q(kept));
        wire [37:0] value_next;
        reg [37:0] value;
        add3 #(.W(38)) add (.a(total), .b({3'b0, kept}), .c({7'b0, constants[31*(4*g+i)+:31]}), .y(value_next));
        wire [31:0] fold;
        koalabear_fold #(.W(38)) folder (.clk(clk), .x(value), .y(fold));
        always @(posedge clk) value <= value_next;
        assign folded[32*(4*g+i)+:32] = fold;
      end
    end
  endgenerate
endmodule
