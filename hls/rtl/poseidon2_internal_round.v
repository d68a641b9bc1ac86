// A partial round: the cube of lane 0, the internal layer, and the next constant on lane 0
// (hls/include/poseidon2_lazy.h, internal_round_lazily). Lanes in 34 bits; 15 clocks.
module poseidon2_internal_round #(
    parameter WIDTH = 16
) (
    input wire clk,
    input wire [34*WIDTH-1:0] lanes,
    input wire [30:0] constant,
    output wire [34*WIDTH-1:0] next
);
  localparam OTHERS = WIDTH - 1;
  // Clock 11: the S-box.
  wire [30:0] cubed;
  koalabear_cube cube (.clk(clk), .x(lanes[31:0]), .y(cubed));

  // The other lanes by threes: 15 or 23 to 5 or 8, to 2 or 3, to 2 at clock 3; kept for the S-box.
  localparam FIVES = (OTHERS + 2) / 3;
  reg [37:0] third[0:FIVES-1];
  genvar i;
  generate
    for (i = 0; i < FIVES; i = i + 1) begin : by_three
      wire [37:0] sum;
      if (3 * i + 2 < OTHERS) begin : full
        add3 #(.W(38)) add (
            .a({4'b0, lanes[34*(3*i+1)+:34]}), .b({4'b0, lanes[34*(3*i+2)+:34]}),
            .c({4'b0, lanes[34*(3*i+3)+:34]}), .y(sum));
      end else begin : pair
        assign sum = {4'b0, lanes[34*(3*i+1)+:34]} + {4'b0, lanes[34*(3*i+2)+:34]};
      end
      always @(posedge clk) third[i] <= sum;
    end
  endgenerate
  reg [37:0] left, right;
  wire [37:0] left_next;
  generate
    if (WIDTH == 16) begin : of_five
      add3 #(.W(38)) add (.a(third[0]), .b(third[1]), .c(third[2]), .y(left_next));
      reg [37:0] left_first, right_first;
      always @(posedge clk) begin
        left_first <= left_next;
        right_first <= third[3] + third[4];
        left <= left_first;
        right <= right_first;
      end
    end else begin : of_eight
      wire [37:0] first_next, second_next, right_next;
      reg [37:0] first, second, rest;
      add3 #(.W(38)) add_first (.a(third[0]), .b(third[1]), .c(third[2]), .y(first_next));
      add3 #(.W(38)) add_second (.a(third[3]), .b(third[4]), .c(third[5]), .y(second_next));
      assign left_next = first;
      always @(posedge clk) begin
        first <= first_next;
        second <= second_next;
        rest <= third[6] + third[7];
        left <= left_next;
        right <= second + rest;
      end
    end
  endgenerate
  wire [37:0] left_kept, right_kept;
  delay #(.W(38), .N(8)) keep_left (.clk(clk), .d(left), .q(left_kept));
  delay #(.W(38), .N(8)) keep_right (.clk(clk), .d(right), .q(right_kept));

  // Clock 12: the sum; 13: folded.
  wire [37:0] all_next;
  reg [37:0] all;
  add3 #(.W(38)) add_all (.a(left_kept), .b(right_kept), .c({7'b0, cubed}), .y(all_next));
  always @(posedge clk) all <= all_next;
  wire [31:0] sum;
  koalabear_fold #(.W(38)) fold_sum (.clk(clk), .x(all), .y(sum));

  // Clocks 14 and 15: the lanes.
  wire [30:0] cubed_kept;
  delay #(.W(31), .N(2)) keep_cubed (.clk(clk), .d(cubed), .q(cubed_kept));
  wire [34:0] first_next_value;
  reg [34:0] first_value;
  add3 #(.W(35), .INVERT(3'b010)) add_first_lane (
      .a({3'b0, sum}), .b({3'h7, cubed_kept, 1'b1}), .c({4'b0, constant}), .y(first_next_value));
  always @(posedge clk) first_value <= first_next_value;
  wire [31:0] first_folded;
  koalabear_fold #(.W(35)) fold_first (.clk(clk), .x(first_value), .y(first_folded));
  assign next[33:0] = {2'b0, first_folded};

  // The diagonal: 1, 2, 1/2, 3, 4, -1/2, -3, -4, then signed parts (native/math/poseidon2.h).
  function integer multiple(input integer lane);
    case (lane)
      1: multiple = 1;
      2: multiple = 2;
      4, 7: multiple = 3;
      5, 8: multiple = 4;
      default: multiple = 0;
    endcase
  endfunction
  function integer shift(input integer lane);
    if (lane == 3 || lane == 6) shift = 1;
    else if (WIDTH == 16)
      case (lane)
        9, 12: shift = 8;
        10, 13: shift = 3;
        14: shift = 4;
        default: shift = 24;
      endcase
    else
      case (lane)
        9, 16: shift = 8;
        10: shift = 2;
        11, 17: shift = 3;
        12, 18: shift = 4;
        13, 19: shift = 5;
        14, 20: shift = 6;
        21: shift = 7;
        22: shift = 9;
        default: shift = 24;
      endcase
  endfunction
  function integer negative(input integer lane);
    negative = lane == 6 || lane == 7 || lane == 8 || (WIDTH == 16 ? lane >= 12 : lane >= 16);
  endfunction
  generate
    for (i = 1; i < WIDTH; i = i + 1) begin : other
      poseidon2_internal_lane #(
          .MULTIPLE(multiple(i)), .SHIFT(shift(i)), .NEGATIVE(negative(i)), .WAIT(13)
      ) lane_after (.clk(clk), .lane(lanes[34*i+:34]), .sum(sum), .next(next[34*i+:34]));
    end
  endgenerate
endmodule
