// A round of Keccak-f[1600] (native/math/keccak.h, keccak_round): lane x + 5y is bits 64 * (x + 5y) and up. 1 clock.
module keccak_round (
    input wire clk,
    input wire [1599:0] lanes,
    input wire [63:0] round_constant,
    output reg [1599:0] next
);
  // The rho offset of lane i, FIPS 202 section 3.2.2.
  function integer rotation(input integer i);
    case (i)
      0: rotation = 0;
      1: rotation = 1;
      2: rotation = 62;
      3: rotation = 28;
      4: rotation = 27;
      5: rotation = 36;
      6: rotation = 44;
      7: rotation = 6;
      8: rotation = 55;
      9: rotation = 20;
      10: rotation = 3;
      11: rotation = 10;
      12: rotation = 43;
      13: rotation = 25;
      14: rotation = 39;
      15: rotation = 41;
      16: rotation = 45;
      17: rotation = 15;
      18: rotation = 21;
      19: rotation = 8;
      20: rotation = 18;
      21: rotation = 2;
      22: rotation = 61;
      23: rotation = 56;
      default: rotation = 14;
    endcase
  endfunction

  wire [63:0] parity[0:4], shift_in[0:4], moved[0:24];
  wire [1599:0] mixed;
  genvar x, y;
  generate
    for (x = 0; x < 5; x = x + 1) begin : column
      assign parity[x] = lanes[64*x+:64] ^ lanes[64*(x+5)+:64] ^ lanes[64*(x+10)+:64] ^ lanes[64*(x+15)+:64]
          ^ lanes[64*(x+20)+:64];
      assign shift_in[x] = parity[(x+4)%5] ^ {parity[(x+1)%5][62:0], parity[(x+1)%5][63]};
      for (y = 0; y < 5; y = y + 1) begin : row
        localparam K = rotation(x + 5 * y);
        wire [127:0] twice = {2{lanes[64*(x+5*y)+:64] ^ shift_in[x]}};
        assign moved[y+5*((2*x+3*y)%5)] = twice[64-K+:64];
      end
    end
    for (y = 0; y < 5; y = y + 1) begin : plane
      for (x = 0; x < 5; x = x + 1) begin : lane
        assign mixed[64*(x+5*y)+:64] = moved[x+5*y] ^ (~moved[(x+1)%5+5*y] & moved[(x+2)%5+5*y]);
      end
    end
  endgenerate
  always @(posedge clk) next <= {mixed[1599:64], mixed[63:0] ^ round_constant};
endmodule
