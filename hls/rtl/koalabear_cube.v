// y = x^3 * 2^-96 mod p in 31 bits for a 32-bit x (hls/include/koalabear_lazy.h, cube_lazily), 11 clocks, 6
// DSP48E2: three for the square of 15 and 17 bits, three for Karatsuba's product of 16 and 16.
module koalabear_cube (
    input wire clk,
    input wire [31:0] x,
    output wire [30:0] y
);
  // Clocks 1 to 3: the square. The two outer products do not overlap.
  reg [16:0] square_low;
  reg [14:0] square_high;
  reg [33:0] low_low;
  reg [31:0] high_low;
  reg [29:0] high_high;
  reg [63:0] square;
  always @(posedge clk) begin
    square_low <= x[16:0];
    square_high <= x[31:17];
    low_low <= square_low * square_low;
    high_low <= square_high * square_low;
    high_high <= square_high * square_high;
    square <= {{high_high, low_low[33:18]} + {14'b0, high_low}, low_low[17:0]};
  end
  // Clocks 4 and 5.
  wire [30:0] a;
  koalabear_reduce reduce_square (.clk(clk), .x(square), .y(a));
  wire [31:0] b;
  delay #(.W(32), .N(5)) keep_x (.clk(clk), .d(x), .q(b));

  // Clocks 6 to 9: a * b.
  reg [15:0] a0, a1, b0, b1;
  reg [16:0] a_sum, b_sum;
  reg [31:0] low, high;
  reg [33:0] both;
  reg [31:0] low_kept, high_kept;
  wire [33:0] middle_next;
  reg [33:0] middle;
  add3 #(.W(34), .CARRIES(2), .INVERT(3'b110)) add_middle (
      .a(both), .b({2'b0, low}), .c({2'b0, high}), .y(middle_next));
  reg [63:0] product;
  always @(posedge clk) begin
    a0 <= a[15:0];
    a1 <= {1'b0, a[30:16]};
    b0 <= b[15:0];
    b1 <= b[31:16];
    a_sum <= a[15:0] + {1'b0, a[30:16]};
    b_sum <= b[15:0] + b[31:16];
    low <= a0 * b0;
    high <= a1 * b1;
    both <= a_sum * b_sum;
    middle <= middle_next;
    low_kept <= low;
    high_kept <= high;
    product <= {{high_kept, low_kept[31:16]} + {14'b0, middle}, low_kept[15:0]};
  end
  // Clocks 10 and 11.
  koalabear_reduce reduce_product (.clk(clk), .x(product), .y(y));
endmodule
